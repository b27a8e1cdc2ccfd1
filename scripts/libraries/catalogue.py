"""Which libraries there are, and how their versions compare. Knows nothing of files and networks.

A version here is upstream's: 1.1.1w, 3.5.7, 13.0.0-r24. A package version is the distribution's: 1.1.1w-0+deb11u8.
"""

import dataclasses
import difflib
import re

from failure import Failure


@dataclasses.dataclass(frozen=True)
class Library:
    package: str  # the source package
    series_parts: int  # how many parts of a version name its series: 2 in 3.5.7, 1 in 13.0.0-r24


LIBRARIES = {
    "openssl": Library("openssl", 2),
    "boringssl": Library("android-platform-external-boringssl", 1),
    # The crate that holds AWS-LC's sources; its version is the crate's.
    "aws-lc": Library("rust-aws-lc-sys", 2),
    "wolfssl": Library("wolfssl", 2),
}

# What --all gets: the branches that are in use, and those that many still run.
SET = [
    ("openssl", "3.5"),
    ("aws-lc", None),
    ("boringssl", "14"),
    ("openssl", "1.1.1"),
    ("openssl", "3.6"),
    ("openssl", "3.0"),
    ("boringssl", "13"),
    ("wolfssl", "5.9"),
    ("wolfssl", "5.7"),
    ("wolfssl", "5.5"),
    ("wolfssl", "4.6"),
]

VERSION_FORM = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


def check_name(name):
    if name not in LIBRARIES:
        near = difflib.get_close_matches(name, LIBRARIES, n=1, cutoff=0.3)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise Failure(f"unknown library {name} (there are: {', '.join(LIBRARIES)}){hint}", 2)


def check_version(version):
    if not VERSION_FORM.fullmatch(version):
        raise Failure(f"not a version: {version!r} (as in 3.5 or 1.1.1w)", 2)


def upstream_version(package_version):
    """1.1.1w-0+deb11u8 -> 1.1.1w; 13.0.0+r24-2 -> 13.0.0-r24 (Android's release); 4.6.0+p1-0+deb11u2 -> 4.6.0."""
    version = package_version.split(":", 1)[-1].rsplit("-", 1)[0].replace("~", "-")
    return re.sub(r"\+.*", "", re.sub(r"\+r(\d+)$", r"-r\1", version))


def order(version):
    """A sort key: numbers by value, and 3.6.0-beta1 before 3.6.0, but 1.1.1w after 1.1.1."""
    key = []
    for part in re.findall(r"\d+|[A-Za-z]+", version):
        before_release = part in ("alpha", "beta", "rc", "pre", "dev")
        key.append((2, int(part), "") if part.isdigit() else (-1 if before_release else 1, 0, part))
    return [*key, (0, 0, "")]


def series(name, version):
    return ".".join(re.split(r"[.-]", version)[: LIBRARIES[name].series_parts])


def matches(version, wanted):
    """Whether it is the version wanted or begins with it: 3.5 is 3.5.7, not 3.50; 1.1.1 is 1.1.1w."""
    return wanted is None or (version.startswith(wanted) and not version[len(wanted):][:1].isdigit())


def candidates(name, wanted, offered):
    """Those of the versions offered that may stand for the one wanted, best first."""
    newest_first = sorted(offered, key=order, reverse=True)
    if not newest_first:
        raise Failure(f"the package sources of this machine offer no {name}; a source tree can be given with --from")
    found = [version for version in newest_first if matches(version, wanted)]
    if not found:
        near = nearest(wanted, newest_first)
        raise Failure(f"{name} {wanted} is not offered; the nearest is {near} (all: {', '.join(newest_first)})")
    of_series = series(name, found[0])
    older = [version for version in newest_first
             if series(name, version) == of_series and order(version) < order(found[-1])]
    return found + older


def nearest(wanted, offered):
    """The version that shares most leading parts with the one wanted; of those, the next older or newer one."""
    in_order = sorted({wanted, *offered}, key=order)
    place = in_order.index(wanted)
    return min(offered, key=lambda version: (-shared_parts(version, wanted), abs(in_order.index(version) - place)))


def shared_parts(one, other):
    count = 0
    for left, right in zip(order(one), order(other)):
        if left != right:
            break
        count += 1
    return count

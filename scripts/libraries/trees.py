"""Source trees: unpacking them, and telling what is in one."""

import errno
import hashlib
import os
import re
import shutil
import subprocess

from failure import Failure

# Which file of a tree tells its library, and where the version stands in it. BoringSSL has no versions.
SIGNS = [
    ("openssl", "VERSION.dat", r"MAJOR=(\d+)\s+MINOR=(\d+)\s+PATCH=(\d+)\s+PRE_RELEASE_TAG=(\S*)"),
    ("openssl", "include/openssl/opensslv.h", r'OPENSSL_VERSION_TEXT\s+"OpenSSL ([^ "]+)'),
    ("wolfssl", "configure.ac", r"AC_INIT\(\[wolfssl\],\s*\[([^]]+)\]"),
    ("aws-lc", "include/openssl/base.h", r'AWSLC_VERSION_NUMBER_STRING "([^"]+)"'),
    ("aws-lc", "aws-lc/include/openssl/base.h", r'AWSLC_VERSION_NUMBER_STRING "([^"]+)"'),  # the crate
    ("boringssl", "include/openssl/base.h", r"OPENSSL_IS_BORINGSSL()"),
    ("boringssl", "src/include/openssl/base.h", r"OPENSSL_IS_BORINGSSL()"),  # Android's tree
]


def identify(tree):
    """(name, version) of a source tree; both empty if it is of none of ours."""
    for name, file, pattern in SIGNS:
        path = tree / file
        found = re.search(pattern, path.read_text(errors="replace")) if path.is_file() else None
        if found:
            groups = [part for part in found.groups() if part]
            version = ".".join(groups[:3]) + "".join(f"-{tag}" for tag in groups[3:])
            return name, version.replace("--", "-").rstrip("-")
    return "", ""


def check(tree, name, said):
    """The version that the tree states, if it is of the library `name`. `said`: what the user called it."""
    found, version = identify(tree)
    if not found:
        raise Failure(f"{said} is not a source tree of {name}, nor of any library known here")
    if found != name:
        raise Failure(f"{said} is not {name}, but {found} {version}".rstrip())
    for trace in ("configdata.pm", "config.status"):
        if (tree / trace).exists():
            raise Failure(f"{said} was already built in ({trace} is there); give a clean tree")
    return version


def unpack(tarball, folder, said):
    """The one folder at the top of a tarball. tar by command: it knows every compression, and keeps inside `folder`."""
    folder.mkdir()
    done = subprocess.run(["tar", "-xf", str(tarball), "-C", str(folder), "--no-same-owner"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        if "No space left" in done.stderr:
            raise no_space(folder)
        raise Failure(f"{said} is not a tarball that tar can unpack ({done.stderr.strip().splitlines()[0]})")
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def copy(tree, folder):
    """Builds write into some trees; the user's must stay as it is."""
    try:
        shutil.copytree(tree, folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    except shutil.Error as error:  # a list of what went wrong with each file
        reasons = [reason for _, _, reason in error.args[0]]
        full = any("No space left" in reason for reason in reasons)
        raise no_space(folder) if full else Failure(f"{tree} cannot be copied: {reasons[0]}") from None
    return folder


def no_space(folder):
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

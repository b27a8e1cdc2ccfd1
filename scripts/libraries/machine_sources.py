"""Where this machine gets its packages: apt's own lists of sources, in both of their formats.

Read from the files, since what apt itself tells about its sources (indextargets) is empty until the first update.
"""

import pathlib
import re
import subprocess

from failure import Failure

MAIN_SUITES = ("bullseye", "bookworm", "trixie", "forky", "sid")
SECURITY_SUITES = tuple(f"{suite}-security" for suite in MAIN_SUITES[:-1])
# What a machine's own entry may call its suite.
ANY_MAIN_SUITE = {*MAIN_SUITES, "oldoldstable", "oldstable", "stable", "testing", "unstable"}

# Options of an entry that decide whether apt believes the mirror; the others (architectures, languages) are about
# binaries. One-line entries spell them in lower case.
KEPT_OPTIONS = ("Signed-By", "Trusted", "Check-Valid-Until", "Check-Date", "Date-Max-Future", "Valid-Until-Max",
                "Allow-Insecure", "Allow-Weak", "By-Hash")


FORMATS = (".list", ".sources")


def read():
    """All entries in force: a list of {"uri", "suites", "options"}."""
    entries = []
    for path in source_files():
        text = path.read_text(errors="replace")
        entries += deb822_entries(text) if path.suffix == ".sources" else one_line_entries(text)
    return entries


def source_files():
    """As the machine's configuration, APT_CONFIG included, places them."""
    command = ["apt-config", "shell", "list", "Dir::Etc::sourcelist/f", "parts", "Dir::Etc::sourceparts/d"]
    try:
        output = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise Failure("there is no apt here to get sources with; a source tree can be given with --from") from None
    places = dict(re.findall(r"^(\w+)='(.*)'$", output, re.MULTILINE))
    parts = sorted(pathlib.Path(places.get("parts", "/dev/null")).glob("*"))
    files = [pathlib.Path(places.get("list", "/dev/null")), *(path for path in parts if path.suffix in FORMATS)]
    return [path for path in files if path.is_file()]


def one_line_entries(text):
    """deb [signed-by=/a/key.gpg] http://host/debian bookworm main"""
    entries = []
    for line in text.splitlines():
        found = re.match(r"\s*deb(?:-src)?\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
        if found and "main" in found[4].split():
            options = dict(option.split("=", 1) for option in (found[1] or "").split() if "=" in option)
            kept = {name: options[name.lower()] for name in KEPT_OPTIONS if name.lower() in options}
            entries.append({"uri": found[2], "suites": [found[3]], "options": kept})
    return entries


def deb822_entries(text):
    entries = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = deb822_fields(stanza)
        disabled = fields.get("enabled", "yes").lower() in ("no", "false", "0")
        if disabled or "main" not in fields.get("components", "").split():
            continue
        kept = {name: fields[name.lower()] for name in KEPT_OPTIONS if name.lower() in fields}
        for uri in fields.get("uris", "").split():
            entries.append({"uri": uri, "suites": fields.get("suites", "").split(), "options": kept})
    return entries


def deb822_fields(stanza):
    """Field names in lower case. A value keeps its further lines as they are: Signed-By may hold a whole key."""
    fields = {}
    name = None
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in (" ", "\t") and name:
            fields[name] += "\n" + line
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.lower()
            fields[name] = value.strip()
    return fields


def debian_mirrors():
    """[(entry, suites to ask it for)]: the machine's mirror of Debian, and that of its security updates if any."""
    entries = read()
    main = [entry for entry in entries if ANY_MAIN_SUITE.intersection(entry["suites"])]
    security = [entry for entry in entries if any(suite.endswith("-security") for suite in entry["suites"])]
    if not main:
        raise Failure("no mirror of Debian among this machine's package sources; a source tree can be given with "
                      "--from")
    mirrors = [(max(main, key=lambda entry: likeness(entry, entries)), MAIN_SUITES)]
    return mirrors + [(entry, SECURITY_SUITES) for entry in security[:1]]


def likeness(entry, entries):
    """How much an entry looks like Debian itself: other people's repositories, too, have a main of bookworm."""
    suites = [suite for other in entries if other["uri"] == entry["uri"] for suite in other["suites"]]
    ends_in_debian = entry["uri"].rstrip("/").endswith("/debian")
    return ends_in_debian + any(suite.endswith("-updates") for suite in suites)


def as_deb822(entry, suites):
    """A stanza that asks for the sources of those suites, believed as far as the machine believes the entry."""
    lines = ["Types: deb-src", f"URIs: {entry['uri']}", f"Suites: {' '.join(suites)}", "Components: main"]
    return "\n".join(lines + [f"{name}: {value}" for name, value in entry["options"].items()]) + "\n"

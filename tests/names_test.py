#!/usr/bin/env python3
"""One name is one thing: no two files of a program define the same type or function in the same namespace, which the
linker would take for one (the one-definition rule). What lies in an anonymous namespace is a file's own.

usage: names_test.py SOURCE_FOLDER     exit 1 with the findings
       names_test.py --self-test       whether it finds what it should
"""

import collections
import pathlib
import re
import sys

# Files that never meet in one program: a plug-in of one library sees none of another's, and each main() is its own.
FAMILIES = ("gnutls", "null", "openssl", "wolfssl", "ml_dsa")

NOISE = re.compile(
    r'R"(\w*)\(.*?\)\1"'  # raw strings
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])'"
    r"|//[^\n]*|/\*.*?\*/"
    r"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",  # the preprocessor's lines
    re.DOTALL | re.MULTILINE,
)
NAMESPACE = re.compile(r"\bnamespace\s*([\w:]*)\s*$")
TYPE = re.compile(r"\b(?:class|struct|union|enum(?:\s+class)?)\s+(\w+)(?:\s+final)?\s*(?::[^()]*)?$")
FUNCTION = re.compile(r"[\w:<>,*&\s\[\]]*[\s*&](\w+)\s*(\([^{}]*\))\s*(?:noexcept)?\s*$", re.DOTALL)
INTERNAL = re.compile(r"\b(?:static|template)\b")


def definitions(text):
    """(name with its namespaces, whether it is a function) of each definition that other files can see."""
    text = NOISE.sub(" ", text)
    scopes = []  # of each open brace the namespace; None if it is none
    head = ""
    for character in text:
        if character == "{":
            namespace = NAMESPACE.search(head)
            scopes_are_named = all(scopes)
            if namespace is None and scopes_are_named:
                yield from definition(head.strip(), "::".join(scopes))
            scopes.append(namespace.group(1) if namespace else None)
            head = ""
        elif character in "};":
            if character == "}" and scopes:
                scopes.pop()
            head = ""
        else:
            head += character


def definition(head, namespace):
    if match := TYPE.search(head):
        if not head.startswith("template"):
            yield f"{namespace}::{match.group(1)}"
        return
    match = FUNCTION.fullmatch(head)
    if match and not INTERNAL.search(head):
        parameters = re.sub(r"\s*\w+(?=[,)])|\s+", lambda found: "", match.group(2))
        yield f"{namespace}::{match.group(1)}{parameters}"


def findings_of(program):
    """`program`: what each of its files defines, by the file's name."""
    places = collections.defaultdict(list)
    for name, defined in program.items():
        for one in defined:
            places[one].append(name)
    return [f"{one} is defined in {' and in '.join(names)}" for one, names in sorted(places.items()) if len(names) > 1]


def programs(source):
    """The files of each program: each plug-in, and the tests of each room with bench/ and what they may include."""
    def read(paths):
        return {path.relative_to(source).as_posix(): set(definitions(path.read_text())) for path in sorted(paths)}

    bench = read(path for path in (source / "bench").rglob("*.[hc]*") if path.name not in ("gbench.cc", "main.cc"))
    backends = read((source / "backends").glob("*.[hc]*"))
    seam = read([source / "bench/backend.h", source / "bench/wire/byte_reader.h"])
    support = read((source / "tests/support").glob("*.h"))
    for family in FAMILIES:
        yield seam | {name: defined for name, defined in backends.items() if name.startswith(f"backends/{family}")}
    for room in sorted(path for path in (source / "tests").iterdir() if path.is_dir()):
        yield bench | support | read(room.glob("*_test.cc"))


def self_test():
    header = 'namespace a { class Thing final : public Other { void Run() {} }; enum class Kind : int { kOne }; }'
    cases = [
        (header, header, 2),
        (header, "namespace b { class Thing {}; }", 0),
        (header, "namespace a { namespace { class Thing {}; } class Other; }", 0),
        (header, "namespace a { struct Mine { enum class Kind { kOne }; }; }", 0),
        (header, '// namespace a { class Thing {}; }\nconst char* text = "namespace a { class Thing {";', 0),
        ("namespace a { int Count(int one) { return one; } }", "namespace a { int Count(int other) { return 2; } }", 1),
        ("namespace a { int Count(int one) { return one; } }", "namespace a { int Count(long one) { return 2; } }", 0),
        ("namespace a { int Count(int one) { return one; } }", "namespace a { static int Count(int) { return 2; }}", 0),
    ]
    return [f"{len(found)} findings instead of {wanted} in {one} and {two}: {found}" for one, two, wanted in cases
            if len(found := findings_of({"one.h": set(definitions(one)), "two.h": set(definitions(two))})) != wanted]


def main():
    if sys.argv[1] == "--self-test":
        findings = self_test()
    else:
        findings = [found for program in programs(pathlib.Path(sys.argv[1])) for found in findings_of(program)]
    print("\n".join(sorted(set(findings))))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

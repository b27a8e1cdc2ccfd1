#!/usr/bin/env python3
"""A little Debian mirror for get_library.bats: adds one source package of a make-believe OpenSSL to a folder.

usage: source_repository.py MIRROR SUITE VERSION PACKAGE_VERSION [TREE]

TREE is what the tarball holds; without one the package is listed, but its tarball is not there.
"""

import hashlib
import pathlib
import subprocess
import sys


def sums(data):
    return hashlib.md5(data).hexdigest(), hashlib.sha256(data).hexdigest()


def stanza(package_version, tarball, data):
    md5, sha256 = sums(data)
    return f"""Package: openssl
Binary: openssl
Version: {package_version}
Maintainer: Nobody <nobody@example.org>
Architecture: any
Format: 3.0 (quilt)
Files:
 {md5} {len(data)} {tarball}
 {md5} 7 openssl_{package_version}.dsc
Checksums-Sha256:
 {sha256} {len(data)} {tarball}
 {sha256} 7 openssl_{package_version}.dsc
Directory: pool

"""


def write_release(suite):
    """The index of the indexes, which apt checks them against."""
    lines = [f"Suite: {suite.name}", f"Codename: {suite.name}", "Components: main", "Architectures: amd64", "SHA256:"]
    data = (suite / "main/source/Sources").read_bytes()
    lines.append(f" {sums(data)[1]} {len(data)} main/source/Sources")
    (suite / "Release").write_text("\n".join(lines) + "\n")


def main():
    mirror, suite_name, version, package_version, *tree = sys.argv[1:]
    suite = pathlib.Path(mirror, "dists", suite_name)
    (suite / "main/source").mkdir(parents=True, exist_ok=True)
    tarball = pathlib.Path(mirror, "pool", f"openssl_{version}.orig.tar.gz")
    tarball.parent.mkdir(exist_ok=True)
    data = b"never seen"
    if tree:
        folder = pathlib.Path(tree[0])
        subprocess.run(["tar", "-czf", tarball, "-C", folder.parent, folder.name], check=True)
        data = tarball.read_bytes()
    with (suite / "main/source/Sources").open("a") as sources:
        sources.write(stanza(package_version, tarball.name, data))
    write_release(suite)


if __name__ == "__main__":
    main()

"""Source packages through apt, with a configuration of its own below the cache: what the system's apt knows, keeps or
locks is not touched. Proxies, APT_CONFIG and all other settings of the machine stay in force.

apt checks every file against the index of its suite, and that index against the key the machine trusts.
"""

import contextlib
import os
import re
import subprocess
import time

import catalogue
import machine_sources
from failure import Failure, NotServed, no_space, say

INDEX_LASTS = 24 * 3600
NO_NETWORK = re.compile(r"resolv|Could not connect|Unable to connect|Connection|unreachable|timed out|proxy", re.I)


class Apt:
    """The index is read when first needed, and again on a day later."""

    def __init__(self, cache):
        self.folder = cache / ".apt"
        self.stamp = self.folder / "updated"
        self.unserved = self.folder / "not-served"
        self.mirror = ""
        self.listed = None
        self.refreshed = False

    def offers(self, name):
        """{upstream version: {package version: [suites]}}"""
        if self.listed is None:
            self._configure()
            if not self._is_fresh():
                self.refresh()
            else:
                self.listed = self._read_index()
        versions = {}
        for package_version, suites in self.listed.get(catalogue.LIBRARIES[name].package, {}).items():
            versions.setdefault(catalogue.upstream_version(package_version), {})[package_version] = suites
        return versions

    def refresh(self):
        """Reads the index anew, once a run; False if that was done. One that cannot be refreshed will do."""
        if self.refreshed or not self.mirror:
            return False
        self.refreshed = True
        say(f"reading the index of source packages of {self.mirror}")
        output = self._apt("apt-get", "-q", "update").stdout
        self._check_space(output, "the index")
        self.listed = self._read_index()
        # Suites that the mirror does not have are errors, too: it was reached if anything came.
        if self.listed and re.search(r"^(Get|Hit):", output, re.MULTILINE):
            self.unserved.unlink(missing_ok=True)
            self.stamp.touch()
        elif self.listed:
            say(f"cannot reach {self.mirror} ({reason(output)}); going on with an older index")
        elif NO_NETWORK.search(output):
            raise self._unreachable(output)
        else:
            raise Failure(f"the package mirror {self.mirror} serves no sources of these libraries: {reason(output)}; a "
                          "source tree can be given with --from")
        return True

    def download(self, package, package_version, folder):
        """Upstream's tarball alone: a distribution's patches are not the library, and mirrors lose them sooner. Raises
        NotServed if it is gone. Verified by apt: the tarball by its index, the index by the machine's keys."""
        wanted = f"{package}={package_version}"
        if wanted in self._known_unserved():
            raise NotServed(wanted)
        say(f"fetching {package} {package_version}")
        options = ["--download-only", "--tar-only", "--only-source"]
        done = self._apt("apt-get", "-q", "source", *options, wanted, folder=folder)
        if done.returncode != 0:
            self._explain(wanted, done.stdout)
        found = [path for path in sorted(folder.iterdir()) if ".orig.tar." in path.name and path.suffix != ".asc"]
        if len(found) != 1:
            raise Failure(f"{wanted} has no single upstream tarball")
        return found[0]

    def _check_space(self, output, what):
        if re.search(r"No space left|enough free space", output):
            raise no_space(self.folder.parent, f" for {what}")

    def _known_unserved(self):
        return self.unserved.read_text().split() if self.unserved.exists() else []

    def _explain(self, wanted, output):
        """Raises what a failed download means."""
        self._check_space(output, wanted)
        if re.search(r"Hash Sum mismatch|unexpected size", output):
            raise Failure(f"refused {wanted}: what the mirror sent is not what its signed index says (checksum or "
                          "size)")
        if re.search(r"\b(404 +Not Found|410 +Gone)|File not found", output):
            with self.unserved.open("a") as file:  # not asked for again until the index is new
                file.write(f"{wanted}\n")
            raise NotServed(wanted)
        if NO_NETWORK.search(output):
            raise self._unreachable(output)
        raise Failure(f"apt could not fetch {wanted}: {reason(output)}")

    def _is_fresh(self):
        return self.stamp.exists() and 0 <= time.time() - self.stamp.stat().st_mtime < INDEX_LASTS

    def _configure(self):
        """Written anew when the machine's mirror changed; what was fetched from another one is not fresh then."""
        mirrors = machine_sources.debian_mirrors()
        self.mirror = mirrors[0][0]["uri"]
        stanzas = "\n".join(machine_sources.as_deb822(entry, suites) for entry, suites in mirrors)
        for folder in ("sources.list.d", "lists/partial", "cache/archives/partial"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        write_if_new(self.folder / "apt.conf", self._settings())
        if write_if_new(self.folder / "sources.list.d" / "debian.sources", stanzas):
            self.stamp.unlink(missing_ok=True)

    def _settings(self):
        settings = {
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": f"{self.folder}/sources.list.d",
            "Dir::State::lists": f"{self.folder}/lists",
            "Dir::Cache": f"{self.folder}/cache",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "Acquire::GzipIndexes": "true",  # 110 MB instead of 500
            "Acquire::Languages": "none",
            "Acquire::Retries": "1",
            "Acquire::http::Timeout": "30",
            "Acquire::https::Timeout": "30",
        }
        if os.geteuid() == 0:
            settings["APT::Sandbox::User"] = "root"  # the user that apt would rather be cannot write to the cache
        # The machine's hooks after an update are about the system's own lists.
        lines = ["#clear APT::Update;", *(f'{name} "{value}";' for name, value in settings.items())]
        return "\n".join(lines) + "\n"

    def _read_index(self):
        """{package: {package version: [suites]}}, of lines as: openssl | 3.5.7-1 | http://host/ forky/main Sources"""
        packages = [library.package for library in catalogue.LIBRARIES.values()]
        listed = {}
        for line in self._apt("apt-cache", "madison", *packages).stdout.splitlines():
            parts = [part.strip() for part in line.split("|")]
            if len(parts) == 3 and parts[2].endswith(" Sources"):
                suite = parts[2].split()[-2].split("/")[0]
                listed.setdefault(parts[0], {}).setdefault(parts[1], []).append(suite)
        return listed

    def _apt(self, program, *arguments, folder=None):
        environment = {**os.environ, "LC_ALL": "C"}
        command = [program, "-c", f"{self.folder}/apt.conf", *arguments]
        # In a session of its own: Ctrl-C comes to us alone, and we end it.
        with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True) as child:
            try:
                output, _ = child.communicate(timeout=1800)
            except subprocess.TimeoutExpired:
                raise Failure(f"{program} {arguments[-1]} took more than half an hour") from None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, 15)
        return subprocess.CompletedProcess(command, child.returncode, output)

    def _unreachable(self, output):
        return Failure(f"cannot reach the package mirror {self.mirror}: {reason(output)}; a source tree can be given "
                       "with --from")


def write_if_new(path, text):
    """Whether it was: somebody else may be reading it."""
    if path.exists() and path.read_text() == text:
        return False
    path.write_text(text)
    return True


def reason(output):
    """apt's first complaint. That a suite is not there is the last to be told: no mirror has all of them."""
    complaints = re.findall(r"^[EW]: (.*)", output, re.MULTILINE)
    telling = [line for line in complaints if "does not have a Release file" not in line]
    return (telling + complaints + ["apt does not say why"])[0].strip().rstrip(".")

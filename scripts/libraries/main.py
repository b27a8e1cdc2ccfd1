"""The command line of scripts/get-library."""

import argparse
import contextlib
import pathlib
import subprocess
import sys
import time

import cache as library_cache
import catalogue
import recipes
import trees
from apt import Apt
from failure import Failure, Interrupted, NotServed, from_os_error, raise_on_signals, say
from running import Log

HELP = """\
usage: scripts/get-library NAME [VERSION]                      from the sources of the machine's Debian mirror
       scripts/get-library NAME [VERSION] --from DIR|TARBALL   from any source tree
       scripts/get-library --list | --all | --help

Builds a TLS library as a static, position-independent archive, with the configuration its upstream recommends for
speed. The next build of tlsbench finds it and makes a backend NAME-VERSION of it.

  NAME      openssl, boringssl, aws-lc or wolfssl
  VERSION   the whole of it (3.5.7, 1.1.1w) or its beginning (3.5: the newest of 3.5); without one, the newest.
            A version that is listed but no longer served falls back to the next older one of its series, and a line
            says so. With --from it is read from the tree, except for BoringSSL, which has none.
  --from    a folder (which is not written to) or a tarball
  --list    what can be had, and what is built already. The newest ones may be listed but no longer served.
  --all     gets a set of all four: OpenSSL 1.1.1, 3.0, 3.5, 3.6, BoringSSL 13, 14, AWS-LC, wolfSSL 4.6, 5.5, 5.7, 5.9.
            Goes on after a failure.

What is built already is not built again; to be rid of a library, or to build it anew, delete its folder. Packages
needed to build are installed. Sources are upstream's tarballs of Debian's source packages, checked by apt against the
signed index, with a configuration of its own: the system's apt is not touched.

files     $TLSBENCH_LIBRARIES, else ${XDG_CACHE_HOME:-$HOME/.cache}/tlsbench/libraries:
          NAME-VERSION/{include,lib,library.json}, logs/NAME-VERSION.log
exit      0; 1 if a library could not be had; 2 if it was called wrongly
"""

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(f"{message} (--help says how it is called)", 2)


def parse(arguments):
    parser = Parser(prog="get-library", add_help=False, allow_abbrev=False)
    parser.add_argument("name", nargs="?")
    parser.add_argument("version", nargs="?")
    parser.add_argument("--from", dest="tree")
    for flag in ("--list", "--all", "--help"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args(arguments)
    if options.help or not arguments:
        return options
    if (options.name is not None) + options.list + options.all != 1 or (options.tree is not None and not options.name):
        parser.error("one library, --list or --all is wanted")
    if options.name is not None:
        catalogue.check_name(options.name)
    if options.version is not None:
        catalogue.check_version(options.version)
    return options


class Getter:
    def __init__(self, cache):
        self.cache = cache
        self.apt = Apt(cache)

    def get(self, name, wanted):
        """From the mirror, unless it is there."""
        if self.is_here(name, wanted):
            return  # without asking anybody
        offers, choices = self._choices(name, wanted)
        for version in choices:
            if version != choices[0]:
                say(f"{name} {choices[0]} is listed but not served; falling back to {version}")
            if self.is_here(name, version):
                return
            with library_cache.work_folder(self.cache) as work:
                if self._get_offered(name, version, offers[version], work):
                    return
        raise Failure(f"{name} {wanted or choices[0]} is listed but not served, and nothing older of its series is")

    def _choices(self, name, wanted):
        """What is offered, and what of it may do. An index of earlier today may be too old to know the version."""
        try:
            offers = self.apt.offers(name)
            return offers, catalogue.candidates(name, wanted, offers)
        except Failure:
            if not self.apt.refresh():
                raise
            offers = self.apt.offers(name)
            return offers, catalogue.candidates(name, wanted, offers)

    def is_here(self, name, version):
        here = version is not None and f"{name}-{version}" in library_cache.built(self.cache)
        if here:
            say(f"{name} {version} is already in {self.cache}")
        return here

    def _get_offered(self, name, version, package_versions, work):
        """False if none of the packages of that version is served. Suites differ in what they still have."""
        package = catalogue.LIBRARIES[name].package
        for package_version in package_versions:
            (work / "download").mkdir(exist_ok=True)
            with contextlib.suppress(NotServed):
                tarball = self.apt.download(package, package_version, work / "download")
                source = trees.unpack(tarball, work / "source", tarball.name)
                origin = {"source": f"{package} {package_version}, {tarball.name}", "sha256": trees.sha256(tarball)}
                tarball.unlink()
                trees.check(source, name, tarball.name)
                self._build(name, version, source, origin, work)
                return True
        return False

    def get_from(self, name, version, given):
        """From a folder or a tarball of the user's."""
        path = pathlib.Path(given)
        if not path.exists():
            raise Failure(f"there is no {given}")
        with library_cache.work_folder(self.cache) as work:
            if path.is_dir():
                trees.check(path, name, given)
                source = trees.copy(path, work / "source")
            else:
                source = trees.unpack(path, work / "source", given)
            stated = trees.check(source, name, given)
            version = self._version_of(name, version, stated, given)
            if not self.is_here(name, version):
                origin = {"source": path.resolve().name, "sha256": "" if path.is_dir() else trees.sha256(path)}
                self._build(name, version, source, origin, work)

    def _version_of(self, name, asked, stated, given):
        if not (asked or stated):
            raise Failure(f"{given} states no version, as {name} never does; give one: get-library {name} VERSION "
                          "--from ...", 2)
        if asked and stated and not catalogue.matches(asked, stated):
            say(f"{given} calls itself {stated}; it becomes {name}-{asked}, as asked for")
        return asked or stated

    def _build(self, name, version, source, origin, work):
        recipe = recipes.RECIPES[name]
        install(recipe.packages(source))
        log = Log(self.cache / "logs" / f"{name}-{version}.log", f"{name} {version}")
        (work / "build").mkdir()
        build = recipes.Build(version, source, work / "build", work / "stage", log)
        say(f"{name} {version}: building (log: {log.path})")
        flags, lacks = recipe.build(build)
        made = {"compiler": compiler(), "flags": flags, "lacks": lacks}
        entry = library_cache.finish(self.cache, build.stage, {"name": name, "version": version, **origin, **made})
        took = time.monotonic() - log.started
        say(f"{name} {version}: built in {took:.0f} s, {library_cache.size(entry) / 1e6:.1f} MB in {entry}")


def install(packages):
    """Through the same function as the other scripts, which says what it does."""
    script = """source "$1"; shift
        mapfile -t missing < <(missing_packages "$@")
        ((${#missing[@]} == 0)) || { lock_build release; install_packages "$@"; }"""
    command = ["bash", "-euc", script, "get-library", str(SCRIPTS / "lib.sh"), *packages]
    done = subprocess.run(command, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Failure("the packages above are needed")


def compiler():
    version = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
    return f"gcc {version}"


def show_list(cache):
    """A table on stdout: what the mirror lists, then what was built of anything else."""
    here = library_cache.built(cache)
    apt = Apt(cache)
    cache.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in catalogue.LIBRARIES:
        offers = apt.offers(name)
        for version in sorted(offers, key=catalogue.order):
            packages = [f"{package} ({', '.join(suites)})" for package, suites in offers[version].items()]
            built = "yes" if here.pop(f"{name}-{version}", None) else "-"
            rows.append((name, version, built, ", ".join(packages)))
    rows += [(entry["name"], entry["version"], "yes", f"from {entry['source']}") for entry in here.values()]
    for name, version, built, packages in [("NAME", "VERSION", "BUILT", "PACKAGE (SUITES)"), *rows]:
        print(f"{name:10} {version:12} {built:6} {packages}")
    print("The newest may be listed but no longer served: asking for one falls back to the next older of its series.")


def get_all(getter):
    failed = []
    for name, version in catalogue.SET:
        try:
            getter.get(name, version)
        except Failure as failure:
            say(failure)
            failed.append(f"{name} {version or ''}".strip())
    if failed:
        raise Failure(f"not built: {', '.join(failed)}")


def act(options, cache):
    """What needs nothing built does not wait for a build of somebody else's either."""
    getter = Getter(cache)
    if options.list:
        return show_list(cache)
    if options.tree is None and getter.is_here(options.name, options.version):
        return None
    with library_cache.locked(cache):
        if options.all:
            return get_all(getter)
        if options.tree is not None:
            return getter.get_from(options.name, options.version, options.tree)
        return getter.get(options.name, options.version)


def main():
    raise_on_signals()
    cache = library_cache.place()
    try:
        options = parse(sys.argv[1:])
        if options.help or len(sys.argv) == 1:
            print(HELP, end="")
            return 0 if options.help else 2
        act(options, cache)
    except Failure as failure:
        say(failure)
        return failure.exit_code
    except OSError as error:
        say(from_os_error(error, cache))
        return 1
    except Interrupted as interrupted:
        say("interrupted; nothing was changed")
        return interrupted.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())

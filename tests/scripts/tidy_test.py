#!/usr/bin/env python3
"""scripts/tidy.py: files looked at together have the findings that each has alone. Needs clang-tidy; exit 77 without."""

import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
sys.dont_write_bytecode = True
import tidy  # noqa: E402  (found by the line above)

OPTIONS = ("-std=c++20",)
HELPER = "namespace {\nint Helper() { return 1; }\n}  // namespace\n"
CLEAN = HELPER + "int %s() { return Helper(); }\n"
# What each check sees, as clang-tidy names it.
SEEDS = {
    "google-explicit-constructor": "struct Explicit {\n  Explicit(int);\n};\n",
    "readability-identifier-naming": "int Named(int BadParameter);\n",
    "clang-analyzer-core.NullDereference": "int Null(int one) {\n  int* none = nullptr;\n  return one > 1 ? *none : 0;\n}\n",
    "clang-analyzer-cplusplus.NewDelete": "int Freed() {\n  int* one = new int(1);\n  delete one;\n  return *one;\n}\n",
    "misc-unused-using-decls": "#include <initializer_list>\nusing std::initializer_list;\n",
    "modernize-use-override": "struct Base {\n  virtual void F();\n};\nstruct Derived : Base {\n  virtual void F();\n};\n",
}


class TidyTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        tidy.ROOT = pathlib.Path(self.folder.name)
        self.build = tidy.ROOT / "build"
        for room in ("bench", "tests"):
            (tidy.ROOT / room).mkdir()
        for name in (".clang-tidy", "tests/.clang-tidy"):
            shutil.copy(ROOT / name, tidy.ROOT / name)
        tidy.copy_settings(self.build)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        file = tidy.ROOT / name
        file.write_text(text)
        return file

    def findings(self, *sources):
        return tidy.check_together(self.build, list(sources), OPTIONS)

    def test_clean_files_have_none_though_two_have_a_helper_of_one_name(self):
        files = [self.write(f"bench/{name}.cc", CLEAN % name.title()) for name in ("one", "two", "three")]
        self.assertEqual(tidy.that_fit(self.build, files, OPTIONS), files[:1])
        self.assertEqual(self.findings(*files), {})

    def test_every_seed_is_found_behind_clean_files_as_it_is_alone(self):
        clean = self.write("bench/clean.cc", "int Clean() { return 1; }\n")
        for check, text in SEEDS.items():
            with self.subTest(check):
                seeded = self.write("bench/seeded.cc", text)
                together = self.findings(clean, seeded)
                self.assertEqual(together, self.findings(seeded))
                self.assertEqual(list(together), [seeded])
                self.assertIn(check, together[seeded])

    def test_only_an_unused_using_needs_a_look_at_the_file_alone(self):
        clean = self.write("bench/clean.cc", "int Clean() { return 1; }\n")
        for check, text in SEEDS.items():
            seeded = self.write("bench/seeded.cc", text)
            united = tidy.tidy(tidy.unite(self.build, [clean, seeded]), OPTIONS)
            self.assertEqual(united is None, tidy.may_use_in_vain(seeded), check)

    def test_files_of_the_tests_keep_the_settings_of_the_tests(self):
        files = [self.write(f"tests/{n}.cc", SEEDS["clang-analyzer-core.NullDereference"].replace("Null(", f"{n}("))
                 for n in ("One", "Two")]
        self.assertEqual(self.findings(*files), {})

    def test_what_does_not_compile_is_a_finding_of_its_own(self):
        broken = self.write("bench/broken.cc", "int Broken( {\n")
        clean = self.write("bench/clean.cc", "int Clean() { return 1; }\n")
        self.assertEqual(list(self.findings(clean, broken)), [broken])


if __name__ == "__main__":
    if not (shutil.which("clang-tidy") and shutil.which("clang++-14")):
        sys.exit(77)
    unittest.main()

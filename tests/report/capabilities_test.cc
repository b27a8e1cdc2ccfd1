#include "bench/report/capabilities.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/golden.h"

namespace tlsbench {
namespace {

// Three kinds of two groups, with the reasons given.
BackendInfo Library(const std::string& name, const std::string& early_data, const std::string& dhe) {
  BackendInfo info;
  info.name = name;
  info.library_version = "version of " + name;
  info.capabilities = {
      {"handshakes", "1.3 full", ""}, {"handshakes", "1.3 early-data", early_data}, {"key exchange", "1.2 DHE", dhe}};
  return info;
}

std::vector<BackendInfo> Three() {
  return {Library("gnutls-3", "", "none, not here"), Library("openssl-3", "", ""),
          Library("wolfssl-5", "as server: this build has no early data", "none, not here")};
}

std::vector<BackendInfo> Many(std::size_t count) {
  std::vector<BackendInfo> backends;
  for (std::size_t i = 0; i < count; ++i) {
    backends.push_back(Library("library-1." + std::to_string(i), "", "reason " + std::to_string(i)));
  }
  return backends;
}

BackendInfo Null() {
  BackendInfo info = Library("null", "moves bytes only", "");
  info.is_library = false;
  return info;
}

TEST(CapabilitiesGolden, Table) { ExpectGolden("capabilities.txt", CapabilityTable(Three(), 120)); }

TEST(CapabilitiesGolden, NamesThatDoNotFitBecomeLetters) {
  ExpectGolden("capabilities_60.txt", CapabilityTable(Many(16), 60));
}

TEST(CapabilitiesGolden, Markdown) { ExpectGolden("capabilities.md", CapabilityMarkdown(Three())); }

TEST(CapabilitiesGolden, Csv) { ExpectGolden("capabilities.csv", CapabilityCsv(Three())); }

TEST(CapabilitiesTest, EachReasonIsGivenOnce) {
  const std::string table = CapabilityTable(Three(), 120);
  EXPECT_EQ(table.find("none, not here"), table.rfind("none, not here"));
}

TEST(CapabilitiesTest, LettersGoOnBehindZ) {
  const std::string markdown = CapabilityMarkdown(Many(28));
  EXPECT_NE(markdown.find("| Z | `library-1.25` |"), std::string::npos);
  EXPECT_NE(markdown.find("| AA | `library-1.26` |"), std::string::npos);
  EXPECT_NE(markdown.find("| AB | `library-1.27` |"), std::string::npos);
}

TEST(CapabilitiesTest, NoLineIsWiderThanTheScreen) {
  for (const std::size_t width : {40U, 80U, 120U}) {
    std::istringstream lines(CapabilityTable(Many(30), width));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), width) << line;
    }
  }
  EXPECT_FALSE(CapabilityTable(Many(2), 1).empty()) << "a column at a time";
}

TEST(CapabilitiesTest, WhatIsNoLibraryIsLeftOut) {
  std::vector<BackendInfo> backends = Three();
  backends.insert(backends.begin() + 1, Null());
  EXPECT_EQ(CapabilityTable(backends, 120), CapabilityTable(Three(), 120));
  EXPECT_EQ(CapabilityMarkdown(backends), CapabilityMarkdown(Three()));
  EXPECT_EQ(CapabilityCsv(backends), CapabilityCsv(Three()));
  EXPECT_EQ(CapabilityTable({Null()}, 120), "");
  EXPECT_EQ(CapabilityMarkdown({Null()}), "");
  EXPECT_EQ(CapabilityCsv({Null()}), "backend,kind,able,reason\n");
}

}  // namespace
}  // namespace tlsbench

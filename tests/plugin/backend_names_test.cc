// What a word on the command line selects among the names of backends.

#include "bench/plugin/backend_names.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

using Names = std::vector<std::string>;

const Names kKnown = {"boringssl-13.0.0-r24", "boringssl-14.0.0-r45", "openssl-3.0.22-debian",
                      "openssl-3.5.7",        "openssl-3.5.7@noaes",  "openssl-3.5.7-clang",
                      "openssl-31.0",         "wolfssl-5.9.2",        "openssl-3.0.22-debian@noaes"};

TEST(BackendNamesTest, APrefixEndsBeforeADashOrADot) {
  EXPECT_EQ(SelectNames("openssl-3.0", kKnown), Names{"openssl-3.0.22-debian"});
  EXPECT_EQ(SelectNames("openssl-3.0.22", kKnown), Names{"openssl-3.0.22-debian"});
  EXPECT_EQ(SelectNames("boringssl-14", kKnown), Names{"boringssl-14.0.0-r45"});
  EXPECT_EQ(SelectNames("wolfssl-5.9", kKnown), Names{"wolfssl-5.9.2"});
  EXPECT_EQ(SelectNames("boringssl", kKnown).size(), 2U);
  EXPECT_EQ(SelectNames("openssl-3", kKnown), (Names{"openssl-3.0.22-debian", "openssl-3.5.7", "openssl-3.5.7-clang"}))
      << "31 is another part than 3";
  EXPECT_EQ(SelectNames("openssl-31", kKnown), Names{"openssl-31.0"});
}

TEST(BackendNamesTest, AnExactNameSelectsItselfAlone) {
  EXPECT_EQ(SelectNames("openssl-3.5.7", kKnown), Names{"openssl-3.5.7"});
  EXPECT_EQ(SelectNames("openssl-3.5.7@noaes", kKnown), Names{"openssl-3.5.7@noaes"});
}

TEST(BackendNamesTest, AVariantIsSelectedByItsNameOnly) {
  EXPECT_EQ(SelectNames("openssl-3@noaes", kKnown), (Names{"openssl-3.5.7@noaes", "openssl-3.0.22-debian@noaes"}));
  EXPECT_EQ(SelectNames("openssl-3.0@noaes", kKnown), Names{"openssl-3.0.22-debian@noaes"});
  EXPECT_TRUE(SelectNames("openssl@no", kKnown).empty()) << "a variant has no prefixes";
}

TEST(BackendNamesTest, WhatEndsInTheMiddleOfAPartSelectsNothingAndOffersTheNearest) {
  for (const auto& [word, offered] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"open", ""},
                                                        {"openssl-", "openssl"},
                                                        {"openssl-3.", "openssl-3"},
                                                        {"openssl-3.5.", "openssl-3.5"},
                                                        {"openssl-3.@noaes", "openssl-3@noaes"},
                                                        {"openssl-3.5.8", "openssl-3.5.7"},
                                                        {"boringssl-1", "boringssl"},
                                                        {"opnssl", "openssl"}}) {
    EXPECT_TRUE(SelectNames(word, kKnown).empty()) << word;
    EXPECT_EQ(NearestName(word, kKnown).substr(0, offered.size()), offered) << word;
    EXPECT_EQ(NearestName(word, kKnown).empty(), offered.empty()) << word;
  }
}

}  // namespace
}  // namespace tlsbench

#include "bench/plugin/catalogue.h"

#include <gtest/gtest.h>

#include "tests/support/sample_backends.h"

namespace tlsbench {
namespace {

TEST(CatalogueTest, APrefixSelectsEachBackendThatItBegins) {
  EXPECT_EQ(SelectBackends("openssl", SampleList())->size(), 2U);
  EXPECT_EQ(SelectBackends("openssl-3", SampleList())->size(), 2U);
  EXPECT_EQ(SelectBackends("openssl-3.5", SampleList())->size(), 1U);
  EXPECT_EQ(SelectBackends("openssl-3.5.7", SampleList())->size(), 1U);
  EXPECT_FALSE(SelectBackends("open", SampleList()));
  EXPECT_EQ(SelectBackends("openssl-3.", SampleList()).error(), "no backend openssl-3.; did you mean openssl-3?");
  EXPECT_NE(SelectBackends("opensl", SampleList()).error().find("did you mean openssl?"), std::string::npos);
}

TEST(CatalogueTest, AFullNameSelectsItselfAlone) {
  const BackendList list = {{Info("openssl-3.0.22"), Info("openssl-3.0.22-debian")}, {}};
  EXPECT_EQ(SelectBackends("openssl-3.0.22", list)->size(), 1U);
  EXPECT_EQ(SelectBackends("openssl", list)->size(), 2U);
}

TEST(CatalogueTest, AVariantIsABackendOfItsOwn) {
  BackendList list = SampleList();
  list.backends[2].file = "/b/openssl.so";
  list.backends[2].variants = {{"noaes", "OPENSSL_ia32cap=~0x2", "no AES instructions"}};
  EXPECT_EQ(SelectBackends("openssl-3.0@noaes", list)->size(), 1U);
  const auto selected = SelectBackends("openssl@noaes", list);
  ASSERT_EQ(selected->size(), 1U) << "3.5.7 has no such variant";
  const BackendInfo& variant = selected->front();
  EXPECT_EQ(variant.name, "openssl-3.0.22@noaes");
  EXPECT_EQ(variant.file, "/b/openssl.so@noaes");
  EXPECT_EQ(variant.environment, "OPENSSL_ia32cap=~0x2");
  EXPECT_EQ(variant.build_note, "runs with no AES instructions");
}

TEST(CatalogueTest, AVariantThatIsNotThereIsSaidSo) {
  BackendList list = SampleList();
  const auto mistake = [&](const char* name) { return SelectBackends(name, list).error(); };
  EXPECT_EQ(mistake("openssl@noaes"),
            "no variant noaes of openssl; only static builds of the OpenSSL family have variants");
  list.backends[2].variants = {{"noaes", "", ""}, {"nosha", "", ""}};
  EXPECT_EQ(mistake("openssl@noase"), "no variant noase of openssl; did you mean @noaes?");
  EXPECT_EQ(mistake("openssl@quantum"), "no variant quantum of openssl; there are noaes, nosha");
  EXPECT_NE(mistake("opensl@noaes").find("no backend opensl"), std::string::npos);
}

TEST(CatalogueTest, WhatWasRefusedIsNamed) {
  EXPECT_EQ(Refusals({}), "");
  EXPECT_EQ(Refusals({{}, {"a.so does not load", "b.so is another x"}}),
            " (refused: a.so does not load; b.so is another x)");
}

}  // namespace
}  // namespace tlsbench

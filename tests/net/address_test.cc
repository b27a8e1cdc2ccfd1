#include "bench/net/address.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

using std::chrono::milliseconds;

TEST(AddressTest, TargetsAreReadInEveryForm) {
  const auto parse = [](const char* text) {
    const auto target = ParseHostPort(text);
    return target ? target->host + " " + std::to_string(target->port) : target.error();
  };
  EXPECT_EQ(parse("example.org"), "example.org 443");
  EXPECT_EQ(parse("example.org:8443"), "example.org 8443");
  EXPECT_EQ(parse("192.0.2.1:1"), "192.0.2.1 1");
  EXPECT_EQ(parse("2001:db8::1"), "2001:db8::1 443");
  EXPECT_EQ(parse("[2001:db8::1]:65535"), "2001:db8::1 65535");
  EXPECT_EQ(parse("[::1]"), "::1 443");
}

TEST(AddressTest, WhatIsNoTargetIsRefused) {
  for (const char* text :
       {"", ":443", "host:", "host:0", "host:65536", "host:-1", "host:44x", "host: 443", "[::1", "[::1]x", "[]:1"}) {
    EXPECT_FALSE(ParseHostPort(text)) << text;
  }
}

TEST(AddressTest, ATargetIsWrittenAsItWasRead) {
  for (const char* text : {"example.org:443", "[::1]:8443", "127.0.0.1:1"}) {
    EXPECT_EQ(FormatHostPort(ParseHostPort(text).value()), text);
  }
}

TEST(AddressTest, LooksUpNumbersAndRefusesNamesThatAreNone) {
  const auto addresses = LookUp({"127.0.0.1", 80}, After(milliseconds(5000)));
  ASSERT_TRUE(addresses) << addresses.error();
  ASSERT_EQ(addresses->size(), 1U);
  EXPECT_EQ((*addresses)[0].Text(), "127.0.0.1");
  EXPECT_FALSE(LookUp({"nowhere.invalid", 80}, After(milliseconds(5000))));
}

}  // namespace
}  // namespace tlsbench

#include "bench/text/quantities.h"

#include <gtest/gtest.h>

#include <limits>

namespace tlsbench {
namespace {

TEST(UnitsTest, DurationsHaveAUnit) {
  EXPECT_EQ(ParseDurationUs("--rtt", "50ms"), 50000);
  EXPECT_EQ(ParseDurationUs("--rtt", "0.2s"), 200000);
  EXPECT_EQ(ParseDurationUs("--rtt", "300us"), 300);
  EXPECT_EQ(ParseDurationUs("--rtt", "0.5ms"), 500);
  EXPECT_EQ(ParseDurationUs("--rtt", "10s"), 10'000'000);
  EXPECT_EQ(ParseDurationUs("--rtt", "0"), 0);
  EXPECT_EQ(ParseDurationUs("--rtt", "0ms"), 0);
}

TEST(UnitsTest, NonsenseIsNoDuration) {
  for (const char* text : {"", "50", "ms", "-1ms", "-0ms", "50 ms", "5m", "nan", "nanms", "inf", "infms", "1e3ms",
                           "11s", "0x10ms", "50msx", ".ms"}) {
    const auto parsed = ParseDurationUs("--rtt", text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().find("write it as 50ms"), std::string::npos) << parsed.error();
  }
}

TEST(UnitsTest, LossIsAPercentageBelow100) {
  EXPECT_EQ(ParseLossPercent("--loss", "1%"), 1);
  EXPECT_EQ(ParseLossPercent("--loss", "0.5"), 0.5);
  EXPECT_EQ(ParseLossPercent("--loss", "0"), 0);
  EXPECT_NE(ParseLossPercent("--loss", "100%").error().find("loses every packet"), std::string::npos);
  for (const char* text : {"", "-1", "101", "5 %", "%", "nan", "1.5.1"}) {
    EXPECT_FALSE(ParseLossPercent("--loss", text)) << text;
  }
}

TEST(UnitsTest, RatesHaveAUnit) {
  EXPECT_EQ(ParseRateMbit("--rate", "10mbit"), 10);
  EXPECT_EQ(ParseRateMbit("--rate", "500kbit"), 0.5);
  EXPECT_EQ(ParseRateMbit("--rate", "1gbit"), 1000);
  for (const char* text : {"", "10", "0mbit", "-1mbit", "10Mbit/s", "1kbit", "1000gbit"}) {
    EXPECT_FALSE(ParseRateMbit("--rate", text)) << text;
  }
}

TEST(UnitsTest, BytesAreWholeAndWithinBounds) {
  EXPECT_EQ(ParseBytes("--mtu", "1500", 576, 65535), 1500);
  EXPECT_EQ(ParseBytes("--mtu", "575", 576, 65535).error(), "--mtu '575' is no number of bytes from 576 to 65535");
  for (const char* text : {"", "1500.5", "1500B", "-1500", "99999999999999999999"}) {
    EXPECT_FALSE(ParseBytes("--mtu", text, 576, 65535)) << text;
  }
}

TEST(UnitsTest, NumbersHaveNoMoreDecimalsThanTheyNeed) {
  EXPECT_EQ(Plain(50), "50");
  EXPECT_EQ(Plain(0.5), "0.5");
  EXPECT_EQ(Plain(0), "0");
}

TEST(NumbersTest, ForPeople) {
  EXPECT_EQ(Fixed(std::nullopt, 1), "-");
  EXPECT_EQ(Fixed(std::numeric_limits<double>::quiet_NaN(), 1), "-");
  EXPECT_EQ(Fixed(12.34, 1), "12.3");
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(12345678), "12,345,678");
  EXPECT_EQ(Counted(1, "row"), "1 row");
  EXPECT_EQ(Counted(2000, "row"), "2,000 rows");
}

TEST(PercentTest, TwoSignificantDigits) {
  EXPECT_EQ(Percent(8.13), "8.1");
  EXPECT_EQ(Percent(21.4), "21");
  EXPECT_EQ(Percent(-54.6), "-55");
  EXPECT_EQ(Percent(9.96), "10");
  EXPECT_EQ(Percent(0.996), "1.0");
  EXPECT_EQ(Percent(0.34), "0.34");
  EXPECT_EQ(Percent(0.004), "0");
  EXPECT_EQ(Percent(-0.004), "0");
  EXPECT_EQ(Percent(0), "0");
  EXPECT_EQ(Percent(347), "350");
  EXPECT_EQ(Percent(1234), "1200");
}

}  // namespace
}  // namespace tlsbench

#include "bench/scenario/axes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/unusual.h"

namespace tlsbench {
namespace {

Scenario Tls12(std::uint16_t cipher_suite, std::uint16_t group, Auth auth = Auth::kRsa2048) {
  Scenario scenario{kTls12, Handshake::kFull, auth, cipher_suite};
  scenario.group = group;
  return scenario;
}

TEST(AxesTest, NamesTitlesAndColumnsAreUnique) {
  std::set<std::string_view> names;
  std::set<std::string_view> titles;
  std::set<std::string_view> columns;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    EXPECT_TRUE(names.insert(axis.name).second) << axis.name;
    EXPECT_TRUE(titles.insert(axis.title).second) << axis.title;
    EXPECT_TRUE(axis.column.empty() || columns.insert(axis.column).second) << axis.column;
    EXPECT_EQ(&AxisNamed(axis.name), &axis);
  }
  EXPECT_EQ(FindAxis("no-axis"), nullptr);
}

TEST(AxesTest, EveryAxisHasAnotherValueThanTheUsualOne) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    EXPECT_FALSE(UnusualOf(axis).empty()) << axis.name;
  }
}

TEST(AxesTest, WhatATextSaysIsWhatItWasMadeOf) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    for (const Scenario& unusual : UnusualOf(axis)) {
      Scenario copy = UsualFor(axis);
      EXPECT_TRUE(axis.Set(axis.text(unusual), copy)) << axis.name;
      EXPECT_EQ(copy, unusual) << axis.name << " " << axis.text(unusual);
      EXPECT_TRUE(axis.Set("", copy)) << axis.name;
      EXPECT_EQ(axis.text(copy), axis.text(Scenario())) << axis.name << ": an empty text is the default";
    }
  }
}

TEST(AxesTest, WhatIsNoValueChangesNothing) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    for (const Scenario& unusual : UnusualOf(axis)) {
      for (const char* text : {"no such value", "-1", "1e3", "99999999999", " "}) {
        Scenario copy = unusual;
        EXPECT_FALSE(axis.Set(text, copy)) << axis.name << " " << text;
        EXPECT_EQ(copy, unusual) << axis.name << " " << text;
      }
    }
  }
}

TEST(AxesTest, NumbersAreOfTheirRangeAlone) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    Scenario scenario;
    if (axis.numbers.most > 0) {
      EXPECT_TRUE(axis.Set(std::to_string(axis.numbers.least), scenario)) << axis.name;
      EXPECT_TRUE(axis.Set(std::to_string(axis.numbers.most), scenario)) << axis.name;
      EXPECT_FALSE(axis.Set(std::to_string(axis.numbers.most + 1), scenario)) << axis.name;
      EXPECT_EQ(axis.text(scenario), std::to_string(axis.numbers.most)) << axis.name;
    }
  }
}

TEST(AxesTest, OffersAreTakenWithTheHandshakeTheyAreFor) {
  Scenario scenario;
  ASSERT_TRUE(AxisNamed("group").Set("x25519+secp256r1", scenario));
  EXPECT_EQ(scenario.group, kGroupX25519);
  scenario.handshake = Handshake::kHelloRetry;
  ASSERT_TRUE(AxisNamed("group").Set("x25519+secp256r1", scenario));
  EXPECT_EQ(scenario.group, kGroupSecp256r1);
  EXPECT_EQ(scenario.offered_groups, (std::vector{kGroupX25519, kGroupSecp256r1}));
  for (const char* text : {"x25519+x25519", "x25519+", "+x25519", "x25519++secp256r1", "+"}) {
    EXPECT_FALSE(AxisNamed("group").Set(text, scenario)) << text;
  }
}

TEST(AxesTest, FilesSayNothingOfWhatIsForeignAndUsual) {
  const Scenario tls13;
  const Scenario tls12 = Tls12(0xc02f, kGroupX25519);
  EXPECT_EQ(AxisNamed("stateful-tickets").FileText(tls13, false), "0");
  EXPECT_EQ(AxisNamed("stateful-tickets").FileText(tls12, false), "");
  EXPECT_EQ(AxisNamed("renew-tickets").FileText(tls13, false), "");
  EXPECT_EQ(AxisNamed("tickets").FileText(tls13, false), "2");
  EXPECT_EQ(AxisNamed("tickets").FileText(tls12, false), "");
  Scenario none = tls12;
  none.tickets = 0;
  EXPECT_EQ(AxisNamed("tickets").FileText(none, false), "0") << "TLS 1.2 has one or none";
  Scenario shipped;
  shipped.as_shipped = true;
  EXPECT_EQ(AxisNamed("tickets").FileText(shipped, false), "") << "each library's own number";
}

TEST(AxesTest, FilesSayNothingOfWhatATargetDecides) {
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    if (!axis.target_reason.empty()) {
      EXPECT_EQ(axis.FileText(UsualFor(axis), true), "") << axis.name;
    }
  }
  EXPECT_EQ(AxisNamed("grease").FileText(Scenario(), true), "0");
}

TEST(AxesTest, RowsAreAlikeButForAnAxisAndWhatItBringsAlong) {
  const Scenario ecdhe = Tls12(0xc02f, kGroupX25519);
  const Scenario dhe = Tls12(0x009e, kGroupFfdhe2048);
  EXPECT_TRUE(AlikeBut(AxisNamed("cipher"), ecdhe, dhe)) << "DHE brings its group";
  EXPECT_FALSE(AlikeBut(AxisNamed("cipher"), ecdhe, Tls12(0xc030, kGroupSecp256r1))) << "ECDHE brings none";
  EXPECT_FALSE(AlikeBut(AxisNamed("group"), ecdhe, dhe));
  EXPECT_TRUE(AlikeBut(AxisNamed("auth"), ecdhe, Tls12(0xc02b, kGroupX25519, Auth::kEcdsaP256)));
  EXPECT_FALSE(AlikeBut(AxisNamed("auth"), ecdhe, Tls12(0xc02b, kGroupSecp256r1, Auth::kEcdsaP256)));
  EXPECT_TRUE(AlikeBut(AxisNamed("auth"), ecdhe, ecdhe));
  const Scenario tls13{kTls13, Handshake::kFull, Auth::kRsa2048, 0x1301, kGroupX25519};
  const Scenario other{kTls13, Handshake::kFull, Auth::kEd25519, 0x1302, kGroupX25519};
  EXPECT_FALSE(AlikeBut(AxisNamed("auth"), tls13, other)) << "in TLS 1.3 a suite goes with any certificate";
  EXPECT_FALSE(AlikeBut(AxisNamed("cipher"), tls13, ecdhe)) << "two protocols";
}

}  // namespace
}  // namespace tlsbench

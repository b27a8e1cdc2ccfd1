#include "bench/plan/possible_cells.h"

#include <gtest/gtest.h>

#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

// Fakes are the null backend: it has full handshakes and plain tickets with x25519, and nothing else.
std::vector<BackendInfo> Fakes() {
  std::vector<BackendInfo> used;
  for (const char* name : {"fake-honest", "fake-forgetful"}) {
    BackendInfo& info = used.emplace_back();
    info.name = name;
    info.file = PluginFile(name);
  }
  return used;
}

Cell CellOf(Handshake handshake, std::uint16_t group = kGroupX25519, const std::string& server = "fake-honest") {
  Cell cell;
  cell.client = "fake-honest";
  cell.server = server;
  cell.link = LinkKind::kMemory;
  cell.scenario.handshake = handshake;
  cell.scenario.protocol = kTls13;
  cell.scenario.cipher_suite = 0x1302;  // not what every library has: it is asked
  cell.scenario.group = group;
  return cell;
}

TEST(PossibleTest, OneCellThatCanIsEnough) {
  EXPECT_EQ(WhyNothingIsPossible({CellOf(Handshake::kPskKe), CellOf(Handshake::kFull)}, Fakes()), std::nullopt);
}

TEST(PossibleTest, NoneThatCanIsSaidWithEachReasonOnce) {
  const auto why = WhyNothingIsPossible(
      {CellOf(Handshake::kPskKe), CellOf(Handshake::kEarlyData), CellOf(Handshake::kFull, kGroupSecp256r1)}, Fakes());
  EXPECT_EQ(
      why,
      "nothing that was asked can be: fake-honest: the null backend's messages are those of full handshakes and of "
      "plain tickets; fake-honest: the null backend's messages show only x25519");
}

TEST(PossibleTest, WhatNoLibraryCanIsNotAsked) {
  Cell cell = CellOf(Handshake::kEarlyData);
  cell.scenario.protocol = kTls12;
  cell.scenario.cipher_suite = 0xc02b;
  const auto why = WhyNothingIsPossible({cell}, {});
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("TLS 1.2 has no early-data"), std::string::npos) << *why;
}

TEST(PossibleTest, ALibraryThatDoesNotAnswerIsGivenTheBenefitOfTheDoubt) {
  EXPECT_EQ(WhyNothingIsPossible({CellOf(Handshake::kPskKe)}, {}), std::nullopt) << "of an unknown backend";
  std::vector<BackendInfo> gone = Fakes();
  gone[0].file = "/nonexistent.so";
  EXPECT_EQ(WhyNothingIsPossible({CellOf(Handshake::kPskKe)}, gone), std::nullopt);
}

TEST(PossibleTest, TheUsualIsNotAsked) {
  Cell usual = CellOf(Handshake::kTicket);
  usual.scenario.cipher_suite = 0x1301;
  EXPECT_EQ(WhyNothingIsPossible({usual}, {}), std::nullopt);
}

TEST(PossibleTest, ATargetIsAskedNothing) {
  Cell cell = CellOf(Handshake::kPskKe);
  cell.link = LinkKind::kTarget;
  EXPECT_EQ(WhyNothingIsPossible({cell}, Fakes()), std::nullopt);
}

}  // namespace
}  // namespace tlsbench

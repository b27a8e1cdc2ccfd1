#include "bench/report/row_labels.h"

#include <gtest/gtest.h>

#include <functional>

namespace tlsbench {
namespace {

TEST(ScenarioNamesTest, NameWhatVariesInThePlace) {
  std::vector<Summary> rows(2);
  rows[1].cell.scenario.protocol = kTls12;
  EXPECT_EQ(ScenarioNames(rows, rows[0].cell).Name(rows[0].cell.scenario), "TLS 1.3 full");
  rows[1].cell.scenario.auth = Auth::kRsa2048;
  EXPECT_EQ(ScenarioNames(rows, rows[0].cell).Name(rows[1].cell.scenario), "TLS 1.2 full, rsa-2048");
  rows[1].cell.link = LinkKind::kLoopback;
  EXPECT_EQ(ScenarioNames(rows, rows[0].cell).Name(rows[0].cell.scenario), "TLS 1.3 full");
}

TEST(ScenarioNamesTest, NameChainsWhereTheyVary) {
  std::vector<Summary> rows(2);
  rows[0].cell.scenario.chain_bytes = rows[1].cell.scenario.chain_bytes = 20000;
  EXPECT_EQ(ScenarioNames(rows, rows[0].cell).Name(rows[0].cell.scenario), "TLS 1.3 full");
  rows[1].cell.scenario.chain_bytes = 0;
  const ScenarioNames names(rows, rows[0].cell);
  EXPECT_EQ(names.Name(rows[0].cell.scenario), "TLS 1.3 full, 20,000 byte chain");
  EXPECT_EQ(names.PinnedSuffix(rows[1].cell.scenario), ", unpadded chain");
}

// Two rows of TLS 1.3 that differ in one thing.
std::vector<Summary> Differing(const std::function<void(Scenario&)>& change) {
  std::vector<Summary> rows(2);
  for (Summary& row : rows) {
    row.cell.scenario.group = kGroupX25519;
    row.cell.scenario.cipher_suite = 0x1301;
  }
  change(rows[1].cell.scenario);
  return rows;
}

TEST(ScenarioNamesTest, WhateverIsAskedForIsNamedWhereItDiffers) {
  const struct {
    std::string axis;
    std::function<void(Scenario&)> change;
    std::string first;
    std::string second;
    std::string value;
  } cases[] = {
      {"auth", [](Scenario& s) { s.auth = Auth::kEd25519; }, ", ecdsa-p256", ", ed25519", "ed25519"},
      {"client-auth", [](Scenario& s) { s.client_auth = Auth::kRsa2048; }, ", no client certificate",
       ", client rsa-2048", "rsa-2048"},
      {"chain-certificates", [](Scenario& s) { s.chain_certificates = 4; }, ", chain of 2", ", chain of 4", "4"},
      {"chain-bytes", [](Scenario& s) { s.chain_bytes = 5000; }, ", unpadded chain", ", 5,000 byte chain", "5000 B"},
      {"group", [](Scenario& s) { s.group = kGroupSecp256r1; }, ", x25519", ", secp256r1", "secp256r1"},
      {"cipher", [](Scenario& s) { s.cipher_suite = 0x1302; }, ", TLS_AES_128_GCM_SHA256", ", TLS_AES_256_GCM_SHA384",
       "TLS_AES_256_GCM_SHA384"},
      {"tickets", [](Scenario& s) { s.tickets = 0; }, ", 2 tickets", ", 0 tickets", "0"},
  };
  for (const auto& [axis, change, first, second, value] : cases) {
    const std::vector<Summary> rows = Differing(change);
    const ScenarioNames names(rows, rows[0].cell);
    EXPECT_TRUE(names.Varies(axis)) << axis;
    EXPECT_EQ(names.PinnedSuffix(rows[0].cell.scenario), first);
    EXPECT_EQ(names.PinnedSuffix(rows[1].cell.scenario), second);
    EXPECT_EQ(AxisNamed(axis).CellText(rows[1].cell.scenario), value);
  }
}

// They bring their own, so that nobody asked for another group.
TEST(ScenarioNamesTest, AGroupThatASuiteBringsIsNoDifference) {
  std::vector<Summary> rows = Differing([](Scenario& s) { s.cipher_suite = 0x009e, s.group = 256; });
  rows[0].cell.scenario.protocol = rows[1].cell.scenario.protocol = kTls12;
  rows[0].cell.scenario.cipher_suite = 0xc02f;
  const ScenarioNames names(rows, rows[0].cell);
  EXPECT_FALSE(names.Varies("group"));
  EXPECT_TRUE(names.Varies("cipher"));
}

TEST(ScenarioNamesTest, Tls12HasATicketOrNone) {
  const ScenarioAxis& tickets = AxisNamed("tickets");
  Scenario scenario;
  scenario.tickets = 1;
  EXPECT_EQ(tickets.Label(scenario), "1 ticket");
  scenario.protocol = kTls12;
  EXPECT_EQ(tickets.Label(scenario), "a ticket");
  EXPECT_EQ(tickets.CellText(scenario), "1");
  scenario.tickets = 0;
  EXPECT_EQ(tickets.Label(scenario), "no ticket");
}

}  // namespace
}  // namespace tlsbench

#include "bench/verify/encrypted_messages.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

// A recorded handshake of TLS 1.3 whose server's encrypted messages, and client's, are these.
std::vector<FlightRecord> Recorded(const std::string& server, const std::string& client, bool accepts = false) {
  FlightRecord hello;
  hello.messages = "ClientHello[235]";
  FlightRecord answer;
  answer.from = Role::kServer;
  answer.messages = "ServerHello[122] CCS " + server;
  answer.accepts_early_data = accepts;
  FlightRecord last;
  last.messages = "CCS " + client;
  return {hello, answer, last};
}

Scenario Row(Handshake handshake) {
  Scenario scenario;
  scenario.protocol = kTls13;
  scenario.handshake = handshake;
  return scenario;
}

TEST(VerifyMessagesTest, EncryptedExtensionsSayWhetherEarlyDataIsTaken) {
  const std::string server = "EncryptedExtensions[10] Finished[36]";
  const auto taken = Recorded(server, "EndOfEarlyData[4] Finished[36]", true);
  const auto rejected = Recorded(server, "Finished[36]");
  EXPECT_EQ(WrongMessages(Row(Handshake::kEarlyData), taken), std::nullopt);
  EXPECT_EQ(WrongMessages(Row(Handshake::kRejectedEarlyData), rejected), std::nullopt);
  EXPECT_EQ(WrongMessages(Row(Handshake::kRejectedEarlyData), taken), "the EncryptedExtensions has early_data");
  EXPECT_EQ(WrongMessages(Row(Handshake::kTicket), taken), "the EncryptedExtensions has early_data");
  EXPECT_EQ(WrongMessages(Row(Handshake::kEarlyData), rejected), "the EncryptedExtensions has no early_data");
  const auto ended = Recorded(server, "EndOfEarlyData[4] Finished[36]");
  EXPECT_EQ(WrongMessages(Row(Handshake::kTicket), ended), "among the messages is a EndOfEarlyData");
}

TEST(VerifyMessagesTest, WhatTheClientDoesNotTellTheServersWordIsEnoughFor) {
  const auto taken = Recorded("EncryptedExtensions[10] Finished[36]", "encrypted[40]", true);
  EXPECT_EQ(WrongMessages(Row(Handshake::kRejectedEarlyData), taken), "the EncryptedExtensions has early_data");
  EXPECT_EQ(WrongMessages(Row(Handshake::kEarlyData), taken), std::nullopt);
}

TEST(VerifyMessagesTest, WhatNobodyTellsIsHeldAgainstNobody) {
  const auto hidden = Recorded("encrypted[46]", "encrypted[40]");
  for (const Handshake handshake : {Handshake::kEarlyData, Handshake::kRejectedEarlyData, Handshake::kFull}) {
    EXPECT_EQ(WrongMessages(Row(handshake), hidden), std::nullopt);
  }
}

TEST(VerifyMessagesTest, AClientIsAskedForItsCertificateInFullHandshakesAlone) {
  Scenario scenario = Row(Handshake::kFull);
  const auto asked = Recorded("EncryptedExtensions[10] CertificateRequest[40] Finished[36]", "Finished[36]");
  const auto unasked = Recorded("EncryptedExtensions[10] Finished[36]", "Finished[36]");
  EXPECT_EQ(WrongMessages(scenario, asked), "among the messages is a CertificateRequest");
  scenario.client_auth = Auth::kEcdsaP256;
  EXPECT_EQ(WrongMessages(scenario, asked), std::nullopt);
  EXPECT_EQ(WrongMessages(scenario, unasked), "among the messages is no CertificateRequest");
  scenario.handshake = Handshake::kTicket;
  EXPECT_EQ(WrongMessages(scenario, unasked), std::nullopt);
}

TEST(VerifyMessagesTest, ACertificateIsCompressedOrNot) {
  Scenario scenario = Row(Handshake::kFull);
  const auto compressed = Recorded("EncryptedExtensions[10] CompressedCertificate[500] Finished[36]", "Finished[36]");
  EXPECT_EQ(WrongMessages(scenario, compressed), "among the messages is a CompressedCertificate");
  scenario.certificate_compression = true;
  EXPECT_EQ(WrongMessages(scenario, compressed), std::nullopt);
}

}  // namespace
}  // namespace tlsbench

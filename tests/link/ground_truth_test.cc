// What crosses the wire, held against measurements made elsewhere (tests/data/ground-truth.tsv): OpenSSL 3.0 in
// messages, flights, round trips and bytes, other libraries in messages, flights and round trips. Where one of these
// differs by its nature, tests/data/ground-truth-differences.tsv says what is expected of it instead. A test for each
// library that was found, over all rows that a scenario of the tool can be.

#include "tests/support/ground_truth.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "tests/support/certificate_bytes.h"
#include "tests/support/folders.h"
#include "tests/support/ground_truth_plans.h"
#include "tests/support/ground_truth_run.h"

namespace tlsbench {
namespace {

constexpr std::size_t kTicketVaries = 16;
constexpr std::size_t kSignatureVaries = 2;
// Our response has 38 bytes, that of the measurements had 40.
constexpr std::size_t kResponseIsShorter = 2;
// Servers there acknowledged the server_name by an empty extension (RFC 6066, section 3), which ours do not send.
constexpr std::size_t kServerName = 4;

TEST_P(GroundTruthTest, MessagesFlightsAndRoundTrips) {
  for (const Plan& plan : PlansOf(*GetParam())) {
    SCOPED_TRACE(plan.row);
    if (!IsPossible(plan, *GetParam(), *GetParam())) {
      continue;
    }
    ASSERT_NO_FATAL_FAILURE(Run(plan, *GetParam(), *GetParam()));
    EXPECT_EQ(handshake_.client.resumed, row_.resumed);
    EXPECT_EQ(handshake_.counts.round_trips, row_.may_send_round_trips);
    // Of the row that writes first the greeting, and of early data what the library answers after the handshake.
    const bool late = plan.scenario.handshake == Handshake::kEarlyData &&
                      flights_[1].messages.find("{app data}") == std::string::npos;
    const double first_byte = plan.extra == Extra::kServerFirst ? 1 : late ? 2 : row_.first_byte_round_trips;
    EXPECT_EQ(handshake_.counts.first_byte_round_trips, first_byte);
    ExpectMessages();
    ExpectSums();
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GroundTruthTest);
INSTANTIATE_TEST_SUITE_P(All, GroundTruthTest, testing::ValuesIn(Libraries()), LibraryName);

// wolfSSL tells little: an OpenSSL at the other end, of any version, tells the rest, on either side.
class OtherEndTest : public GroundTruthTest {};

TEST_P(OtherEndTest, TellsWhatThisOneDoesNot) {
  const auto others = Libraries("openssl");
  for (const Plan& plan : PlansOf(*GetParam())) {
    for (std::size_t i = 0; i < 2 && !others.empty(); ++i) {
      SCOPED_TRACE(fmt::format("{}, {} is the client", plan.row, i == 0 ? "it" : "the other"));
      const Backend& client = i == 0 ? *GetParam() : *others[0];
      const Backend& server = i == 0 ? *others[0] : *GetParam();
      const auto exception = WhyNot(GetParam()->name(), plan.row);
      if ((exception && exception->starts_with("!")) || client.Unsupported(Config(plan, Role::kClient)) ||
          server.Unsupported(Config(plan, Role::kServer))) {
        continue;
      }
      ASSERT_NO_FATAL_FAILURE(Run(plan, client, server));
      for (const FlightRecord& flight : flights_) {
        EXPECT_EQ(flight.messages.find("encrypted"), std::string::npos) << flight.messages;
      }
    }
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OtherEndTest);
INSTANTIATE_TEST_SUITE_P(All, OtherEndTest, testing::ValuesIn(Libraries("wolfssl")), LibraryName);

// Tickets hold the client's certificates, where there are any, and grow with them; and in the row of rejected early
// data the server allowed none any more, which is an extension less (RFC 9846, section 4.6.1).
std::size_t TicketVaries(const Scenario& scenario) {
  constexpr std::size_t kCertificatesVary = 60;
  constexpr std::size_t kEarlyDataExtension = 8;
  return scenario.client_auth != Auth::kNone                   ? kCertificatesVary
         : scenario.handshake == Handshake::kRejectedEarlyData ? kTicketVaries + kEarlyDataExtension
                                                               : kTicketVaries;
}

// What the row's message may be here: the bytes, and by how much more or less.
std::pair<std::size_t, std::size_t> Expected(const Plan& plan, Role from, const TruthMessage& message) {
  const Scenario& scenario = plan.scenario;
  const std::size_t bytes = message.bytes.value_or(0);
  const bool full12 = !scenario.tls13() && !scenario.offers_session();
  if (message.name == "Certificate") {
    const CertificateKey key = from == Role::kServer ? CertificatesOf(scenario) : ClientCertificatesOf(scenario);
    return {CertificateBytes(CredentialsFor(key).chain_pem, scenario.protocol), 0};
  }
  if (message.name == "EncryptedExtensions" || (message.name == "ServerHello" && full12)) {
    return {bytes - kServerName, 0};
  }
  if (message.name == "CertificateVerify" || message.name == "ServerKeyExchange") {
    return {bytes, scenario.auth == Auth::kEcdsaP256 ? kSignatureVaries : 0};
  }
  const bool offers_ticket =
      message.name == "ClientHello" && scenario.offers_session() && scenario.handshake != Handshake::kSessionId;
  return {bytes, message.name == "NewSessionTicket" ? TicketVaries(scenario) : offers_ticket ? kTicketVaries : 0};
}

// Only of the series that the rows are of: others have extensions and tickets of their own.
class GroundTruthBytesTest : public GroundTruthTest {
 protected:
  void ExpectBytes(const Plan& plan, const FlightRecord& flight, const TruthFlight& truth) const {
    const std::vector<TruthMessage> messages = ParseMessages(flight.messages).value();
    ASSERT_EQ(Names(messages), Names(truth.messages));
    std::size_t bytes = truth.bytes;  // wraps around where there are fewer
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const auto [expected, varies] = Expected(plan, truth.from, truth.messages[i]);
      const std::size_t actual = messages[i].bytes.value_or(0);
      EXPECT_LE(actual, expected + varies) << messages[i].name;
      EXPECT_GE(actual + varies, expected) << messages[i].name;
      bytes += actual - truth.messages[i].bytes.value_or(0);
      const bool greeting = messages[0].name == "ServerHello" && plan.extra == Extra::kServerFirst;  // as long as there
      const bool response = messages[i].name == "{app data}" && truth.from == Role::kServer && !greeting;
      bytes -= response ? kResponseIsShorter : 0;
    }
    EXPECT_EQ(flight.bytes(), bytes) << "what records add";
  }
};

TEST_P(GroundTruthBytesTest, OfEachMessageAndFlight) {
  for (const Plan& plan : PlansOf(*GetParam())) {
    SCOPED_TRACE(fmt::format("{}, measured with {}, here with {}", plan.row, plan.library, GetParam()->name()));
    ASSERT_NO_FATAL_FAILURE(Run(plan, *GetParam(), *GetParam()));
    EXPECT_EQ(handshake_.client.tickets, row_.tickets);
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      SCOPED_TRACE(fmt::format("{}, flight {}", plan.row, i + 1));
      ExpectBytes(plan, flights_[i], row_.flights[i]);
    }
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GroundTruthBytesTest);
INSTANTIATE_TEST_SUITE_P(All, GroundTruthBytesTest, testing::ValuesIn(Libraries("openssl-3.0.")), LibraryName);
INSTANTIATE_TEST_SUITE_P(OtherPatchLevel, GroundTruthBytesTest,
                         testing::ValuesIn(Libraries("openssl-3.0.", kPatchLevelPluginFolder)), LibraryName);

}  // namespace
}  // namespace tlsbench

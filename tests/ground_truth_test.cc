// What crosses the wire, held against measurements made elsewhere (tests/data/ground-truth.tsv): OpenSSL 3.0.22 in
// messages, flights, round trips and bytes, other libraries in messages, flights and round trips. Where one of these
// differs by its nature, tests/data/ground-truth-differences.tsv says what is expected of it instead. A test for each
// library that was found, over all rows that a scenario of the tool can be.

#include "tests/ground_truth.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "bench/credentials.h"
#include "bench/link/memory.h"
#include "bench/registry.h"
#include "bench/scenario.h"
#include "tests/certificate_bytes.h"
#include "tests/ground_truth_plans.h"

namespace tlsbench {
namespace {

constexpr std::size_t kTicketVaries = 16;
constexpr std::size_t kSignatureVaries = 2;
// Our response has 38 bytes, that of the measurements had 40.
constexpr std::size_t kResponseIsShorter = 2;
// Servers there acknowledged the server_name by an empty extension (RFC 6066, section 3), which ours do not send.
constexpr std::size_t kServerName = 4;

std::vector<std::string> Names(const std::vector<TruthMessage>& messages) {
  std::vector<std::string> names;
  for (const TruthMessage& message : messages) {
    const bool data = message.name.ends_with("app data}");  // early, 0.5-RTT, or after the handshake
    names.push_back(data ? "{app data}" : message.name);
  }
  return names;
}

// What a library's flights hold instead, by name; from the first line of the file whose library begins the backend's
// name and whose scenario and flight fit.
std::optional<std::string> Difference(std::string_view backend, const std::string& scenario, std::size_t flight) {
  static const std::string text = ReadFile(TLSBENCH_DATA_DIR "/ground-truth-differences.tsv").value();
  for (const std::string_view line : SplitBy(text, "\n")) {
    const auto fields = SplitBy(line, "\t");
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    EXPECT_EQ(fields.size(), 5U) << line;
    if (backend.starts_with(fields[0]) && fields[1] == scenario && fields[2] == fmt::format("{}", flight + 1)) {
      return std::string(fields[3]);
    }
  }
  return std::nullopt;
}

const Credentials& CredentialsFor(const CertificateKey& key) {
  static std::map<CertificateKey, Credentials> made;
  if (made.count(key) == 0) {
    made[key] = MakeCredentials(key).value();
  }
  return made[key];
}

// Those that both ends of a plan need.
std::map<CertificateKey, Credentials> CredentialsOf(const Scenario& scenario) {
  std::map<CertificateKey, Credentials> made;
  for (const CertificateKey& key : {CertificatesOf(scenario), ClientCertificatesOf(scenario)}) {
    if (key.auth != Auth::kNone) {
      made[key] = CredentialsFor(key);
    }
  }
  return made;
}

// Libraries whose name begins so. Plug-ins that do not load are registry_test's and conformance_test's.
std::vector<const Backend*> Libraries(std::string_view prefix = "") {
  std::vector<const Backend*> libraries;
  for (const std::string& file : FindPlugins(TLSBENCH_PLUGIN_DIR)) {
    const auto plugin = LoadPlugin(file);
    if (plugin && plugin->backend->is_library() && plugin->backend->name().starts_with(prefix)) {
      libraries.push_back(plugin->backend);
    }
  }
  return libraries;
}

// BoringSSL's rows for it and for what grew out of it, OpenSSL's for all others.
std::vector<Plan> PlansOf(const Backend& backend) {
  const bool boring = backend.name().starts_with("boringssl") || backend.name().starts_with("aws-lc");
  std::vector<Plan> plans;
  std::copy_if(Plans().begin(), Plans().end(), std::back_inserter(plans),
               [&](const Plan& plan) { return (plan.library == kBoringRows) == boring; });
  return plans;
}

EndpointConfig Config(const Plan& plan, Role role) {
  EndpointConfig config = EndpointWith(plan.scenario, role, CredentialsOf(plan.scenario));
  config.signature_schemes.clear();
  const bool client = role == Role::kClient;
  if (client && !plan.scenario.hello_retry()) {
    config.groups = plan.groups;
    config.key_shares = plan.scenario.tls13() && plan.scenario.offered_groups.empty() ? std::vector<std::uint16_t>()
                                                                                      : config.key_shares;
  } else if (!client && plan.scenario.group == kGroupX25519) {
    config.groups = {kGroupX25519, kGroupSecp256r1};
  }
  config.psk_ke = client && plan.extra == Extra::kClientAllowsPskKe ? true : config.psk_ke;
  config.early_data_limit = !client && plan.extra == Extra::kServerFirst ? kEarlyDataLimit : config.early_data_limit;
  return config;
}

// Rows that a library cannot be, by the file: how its name begins, the row, and a part of the reason. What a library
// says of another row, or does not say of one of these, fails. A reason that begins with "!" is not the library's word
// but what it was seen to do.
std::optional<std::string> WhyNot(std::string_view backend, const std::string& row) {
  static const std::string text = ReadFile(TLSBENCH_DATA_DIR "/ground-truth-impossible.tsv").value();
  for (const std::string_view line : SplitBy(text, "\n")) {
    const auto fields = SplitBy(line, "\t");
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    EXPECT_EQ(fields.size(), 3U) << line;
    if (backend.starts_with(fields[0]) && fields[1] == row) {
      return std::string(fields[2]);
    }
  }
  return std::nullopt;
}

bool IsPossible(const Plan& plan, const Backend& client, const Backend& server) {
  const auto by_client = client.Unsupported(Config(plan, Role::kClient));
  const auto by_server = server.Unsupported(Config(plan, Role::kServer));
  for (const auto& [backend, reason] : {std::pair(&client, by_client), std::pair(&server, by_server)}) {
    if (reason) {
      const auto expected = WhyNot(backend->name(), plan.row);
      EXPECT_TRUE(expected && reason->find(*expected) != std::string::npos)
          << backend->name() << "\t" << plan.row << "\t" << *reason;
    }
  }
  const auto exception = WhyNot(server.name(), plan.row);
  const bool with_others = exception && exception->starts_with("!!");
  if (exception && exception->starts_with("!") && !with_others) {
    return false;
  }
  const bool possible = !by_client && !by_server;
  EXPECT_FALSE(possible && exception && !with_others)
      << plan.row << " should not be possible between " << client.name() << " and " << server.name();
  return possible;
}

class GroundTruthTest : public testing::TestWithParam<const Backend*> {
 protected:
  // One handshake as the row wants it, after a full one if it is a resumption.
  void Run(const Plan& plan, const Backend& client_end, const Backend& server_end) {
    const auto found = std::find_if(Truth().begin(), Truth().end(), [&](const TruthRow& row) {
      return row.library == plan.library && row.scenario == plan.row;
    });
    ASSERT_NE(found, Truth().end());
    row_ = *found;
    std::string error;
    const auto client = client_end.MakeContext(Config(plan, Role::kClient), error);
    const auto server = server_end.MakeContext(Config(plan, Role::kServer), error);
    ASSERT_TRUE(client && server) << error;
    MemoryLink link(*client, *server, {plan.scenario.early_data(), plan.extra == Extra::kServerFirst});
    std::unique_ptr<Session> session;
    if (plan.scenario.offers_session()) {
      session = link.RunWithRequest(nullptr).session;
      ASSERT_TRUE(session);
    }
    handshake_ = link.RunRecorded(session.get(), flights_);
    ASSERT_EQ(handshake_.failure, "");
    // A flight that is "-" among the differences is none here: what it holds went with another.
    std::erase_if(row_.flights, [&, i = std::size_t{0}](const TruthFlight&) mutable {
      return Difference(server_end.name(), row_.scenario, i++) == "-";
    });
    ASSERT_EQ(flights_.size(), row_.flights.size());
  }

  void ExpectMessages() const {
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      EXPECT_EQ(flights_[i].from, row_.flights[i].from);
      const auto messages = ParseMessages(flights_[i].messages);
      ASSERT_TRUE(messages) << flights_[i].messages;
      const std::string expected = fmt::format("{}", fmt::join(Names(row_.flights[i].messages), " "));
      const std::string actual = fmt::format("{}", fmt::join(Names(*messages), " "));
      const auto difference = Difference(GetParam()->name(), row_.scenario, i);
      EXPECT_NE(difference, expected) << "flight " << i + 1 << ": a difference that is none";
      EXPECT_EQ(actual, difference.value_or(expected)) << "flight " << i + 1;
    }
  }

  void ExpectSums() const {
    std::size_t sent = 0;
    std::size_t received = 0;
    std::size_t all = 0;
    for (const FlightRecord& flight : flights_) {
      (flight.from == Role::kClient ? sent : received) += flight.handshake_bytes;
      all += flight.bytes();
    }
    EXPECT_EQ(sent, handshake_.counts.bytes_sent);
    EXPECT_EQ(received, handshake_.counts.bytes_received);
    EXPECT_EQ(all, handshake_.from_client.size() + handshake_.from_server.size());
  }

  TruthRow row_;
  MemoryHandshake handshake_;
  std::vector<FlightRecord> flights_;
};

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

std::string LibraryName(const testing::TestParamInfo<const Backend*>& info) {
  std::string name(info.param->name());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
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

// Only of the version that the rows are of: others have extensions and tickets of their own.
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
    SCOPED_TRACE(plan.row);
    ASSERT_NO_FATAL_FAILURE(Run(plan, *GetParam(), *GetParam()));
    EXPECT_EQ(handshake_.client.tickets, row_.tickets);
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      SCOPED_TRACE(fmt::format("{}, flight {}", plan.row, i + 1));
      ExpectBytes(plan, flights_[i], row_.flights[i]);
    }
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GroundTruthBytesTest);
INSTANTIATE_TEST_SUITE_P(All, GroundTruthBytesTest, testing::ValuesIn(Libraries("openssl-3.0.22")), LibraryName);

}  // namespace
}  // namespace tlsbench

// The rows of tests/data/ground-truth.tsv run with a library at each end, and the exceptions in the files beside it.
// For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_RUN_H_
#define TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_RUN_H_

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/link/memory_link.h"
#include "bench/os/file.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "tests/support/folders.h"
#include "tests/support/ground_truth.h"
#include "tests/support/ground_truth_plans.h"
#include "tests/support/series.h"

namespace tlsbench {

inline std::vector<std::string> Names(const std::vector<TruthMessage>& messages) {
  std::vector<std::string> names;
  for (const TruthMessage& message : messages) {
    const bool data = message.name.ends_with("app data}");  // early, 0.5-RTT, or after the handshake
    names.push_back(data ? "{app data}" : message.name);
  }
  return names;
}

// Whether a line of the files is of that backend: it says how the name begins, or the series.
inline bool IsOf(std::string_view backend, std::string_view line) {
  return backend.starts_with(line) || SeriesOf(std::string(backend)) == line;
}

// What a library's flights hold instead, by name; from the first line of the file whose backend, scenario and flight
// fit.
inline std::optional<std::string> Difference(std::string_view backend, const std::string& scenario,
                                             std::size_t flight) {
  static const std::string text = ReadFile(std::string(kDataFolder) + "/ground-truth-differences.tsv").value();
  for (const std::string_view line : SplitBy(text, "\n")) {
    const auto fields = SplitBy(line, "\t");
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    EXPECT_EQ(fields.size(), 5U) << line;
    if (IsOf(backend, fields[0]) && fields[1] == scenario && fields[2] == fmt::format("{}", flight + 1)) {
      return std::string(fields[3]);
    }
  }
  return std::nullopt;
}

inline const Credentials& CredentialsFor(const CertificateKey& key) {
  static std::map<CertificateKey, Credentials> made;
  if (made.count(key) == 0) {
    made[key] = MakeCredentials(key).value();
  }
  return made[key];
}

// Those that both ends of a plan need.
inline std::map<CertificateKey, Credentials> CredentialsOf(const Scenario& scenario) {
  std::map<CertificateKey, Credentials> made;
  for (const CertificateKey& key : {CertificatesOf(scenario), ClientCertificatesOf(scenario)}) {
    if (key.auth != Auth::kNone) {
      made[key] = CredentialsFor(key);
    }
  }
  return made;
}

// Libraries whose name begins so. Plug-ins that do not load are registry_test's and conformance_test's.
inline std::vector<const Backend*> Libraries(std::string_view prefix = "", const std::string& folder = kPluginFolder) {
  std::vector<const Backend*> libraries;
  for (const std::string& file : FindPlugins(folder)) {
    const auto plugin = LoadPlugin(file);
    if (plugin && plugin->backend->is_library() && plugin->backend->name().starts_with(prefix)) {
      libraries.push_back(plugin->backend);
    }
  }
  return libraries;
}

// BoringSSL's rows for it and for what grew out of it, OpenSSL's for all others.
inline std::vector<Plan> PlansOf(const Backend& backend) {
  const bool boring = backend.name().starts_with("boringssl") || backend.name().starts_with("aws-lc");
  std::vector<Plan> plans;
  std::copy_if(Plans().begin(), Plans().end(), std::back_inserter(plans),
               [&](const Plan& plan) { return (plan.library == kBoringRows) == boring; });
  return plans;
}

inline EndpointConfig Config(const Plan& plan, Role role) {
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

// Rows that a library cannot be, by the file: how its name begins or its series, the row, a part of the reason. What a
// library says of another row, or does not say of one of these, fails. A reason that begins with "!" is not the
// library's word but what it was seen to do.
inline std::optional<std::string> WhyNot(std::string_view backend, const std::string& row) {
  static const std::string text = ReadFile(std::string(kDataFolder) + "/ground-truth-impossible.tsv").value();
  for (const std::string_view line : SplitBy(text, "\n")) {
    const auto fields = SplitBy(line, "\t");
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    EXPECT_EQ(fields.size(), 3U) << line;
    if (IsOf(backend, fields[0]) && fields[1] == row) {
      return std::string(fields[2]);
    }
  }
  return std::nullopt;
}

inline bool IsPossible(const Plan& plan, const Backend& client, const Backend& server) {
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

inline std::string LibraryName(const testing::TestParamInfo<const Backend*>& info) {
  std::string name(info.param->name());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_RUN_H_

#include "bench/plugin/capability_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/scenario/axes.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

constexpr std::uint16_t kProtocols[] = {kTls12, kTls13};
constexpr std::uint16_t kDheAes128 = 0x009e;
constexpr std::uint16_t kRsaAes128 = 0x009c;

Scenario With(std::uint16_t protocol, Auth auth, std::uint16_t cipher_suite) {
  Scenario scenario{protocol, Handshake::kFull, auth, cipher_suite};
  scenario.group = DefaultGroup(cipher_suite);
  return scenario;
}

Scenario Default(std::uint16_t protocol, Auth auth = Auth::kEcdsaP256) {
  return With(protocol, auth, DefaultCipherSuite(protocol, auth));
}

// Returns a default scenario with one more value set.
template <class Value>
Scenario DefaultBut(std::uint16_t protocol, Value Scenario::*member, Value value) {
  Scenario scenario = Default(protocol);
  scenario.*member = value;
  return scenario;
}

class Collector {
 public:
  void StartGroup(std::string group) { group_ = std::move(group); }

  // Adds a row, named by the scenario's protocol and `name`.
  void Add(std::string_view name, const Scenario& scenario) {
    AddAs(fmt::format("{} {}", ProtocolName(scenario.protocol), name), scenario);
  }

  void AddAs(std::string name, const Scenario& scenario) {
    if (!WhyImpossible(scenario, false)) {
      kinds_.push_back({group_, std::move(name), scenario});
    }
  }

  std::vector<Kind> Take() { return std::move(kinds_); }

 private:
  std::string group_;
  std::vector<Kind> kinds_;
};

Words PartsOf(std::string_view list) {
  Words parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

// Adds the value of a switch or of another axis that stands among the handshakes, in a protocol that has the axis.
void AddValues(Collector& kinds, std::uint16_t protocol, const ScenarioAxis& axis) {
  for (const std::string& value : PartsOf(axis.capabilities)) {
    Scenario scenario = DefaultBut(protocol, &Scenario::handshake, axis.capable_in);
    axis.Set(value, scenario);
    const std::string prefix =
        axis.capable_in == Handshake::kFull ? "" : fmt::format("{} ", HandshakeName(axis.capable_in));
    const std::string suffix = axis.option == OptionKind::kSwitch ? "" : " " + value;
    kinds.Add(fmt::format("{}{}{}", prefix, axis.name, suffix), scenario);
  }
}

void AddHandshakes(Collector& kinds) {
  kinds.StartGroup("handshakes");
  for (const std::uint16_t protocol : kProtocols) {
    for (const std::string& name : HandshakeNames()) {
      kinds.Add(name, DefaultBut(protocol, &Scenario::handshake, *ParseHandshake(name)));
    }
    for (const ScenarioAxis& axis : ScenarioAxes()) {
      AddValues(kinds, protocol, axis);
    }
  }
  for (const unsigned tickets : {0U, 1U, 4U}) {
    kinds.Add(fmt::format("tickets {}", tickets), DefaultBut(kTls13, &Scenario::tickets, tickets));
  }
}

// Adds a row with several shares in one ClientHello, of which the server takes the first.
void AddOffer(Collector& kinds, const std::vector<std::uint16_t>& groups) {
  Scenario scenario = DefaultBut(kTls13, &Scenario::group, groups.front());
  scenario.offered_groups = groups;
  kinds.Add(fmt::format("groups {}+{}", GroupName(groups[0]), GroupName(groups[1])), scenario);
}

void AddKeyExchanges(Collector& kinds) {
  kinds.StartGroup("key exchange");
  kinds.Add("RSA", With(kTls12, Auth::kRsa2048, kRsaAes128));
  kinds.Add("DHE", With(kTls12, Auth::kRsa2048, kDheAes128));
  kinds.Add("ECDHE", Default(kTls12, Auth::kRsa2048));
  for (const std::uint16_t protocol : kProtocols) {
    for (const std::string& name : GroupNames()) {
      kinds.Add("group " + name, DefaultBut(protocol, &Scenario::group, *ParseGroup(name)));
    }
  }
  AddOffer(kinds, {kGroupX25519Mlkem768, kGroupX25519});
  AddOffer(kinds, {kGroupSecp256r1, kGroupX25519});
}

void AddCertificates(Collector& kinds) {
  kinds.StartGroup("certificates");
  for (const std::uint16_t protocol : kProtocols) {
    for (const std::string& name : AuthNames()) {
      kinds.Add("auth " + name, Default(protocol, *ParseAuth(name)));
    }
    for (const std::string& name : AuthNames()) {
      kinds.Add("client-auth " + name, DefaultBut(protocol, &Scenario::client_auth, *ParseAuth(name)));
    }
    for (const unsigned certificates : {1U, 3U, 4U}) {
      kinds.Add(fmt::format("chain {}", certificates),
                DefaultBut(protocol, &Scenario::chain_certificates, certificates));
    }
  }
}

void AddCipherSuites(Collector& kinds) {
  kinds.StartGroup("cipher suites");
  for (const std::string& name : CipherSuiteNames()) {
    const std::uint16_t suite = *ParseCipherSuite(name);
    const bool rsa = name.find("_RSA_") != std::string::npos;
    const Auth auth = rsa ? Auth::kRsa2048 : Auth::kEcdsaP256;
    kinds.AddAs(name, With(IsTls13Suite(suite) ? kTls13 : kTls12, auth, suite));
  }
}

}  // namespace

std::vector<Kind> Kinds() {
  Collector kinds;
  AddHandshakes(kinds);
  AddKeyExchanges(kinds);
  AddCertificates(kinds);
  AddCipherSuites(kinds);
  return kinds.Take();
}

}  // namespace tlsbench

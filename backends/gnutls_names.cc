#include "backends/gnutls_names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace tlsbench {
namespace {

struct Group {
  std::uint16_t id;
  gnutls_group_t group;
  const char* name;
};
constexpr Group kGroups[] = {
    {23, GNUTLS_GROUP_SECP256R1, "GROUP-SECP256R1"},
    {24, GNUTLS_GROUP_SECP384R1, "GROUP-SECP384R1"},
    {25, GNUTLS_GROUP_SECP521R1, "GROUP-SECP521R1"},
    {29, GNUTLS_GROUP_X25519, "GROUP-X25519"},
    {30, GNUTLS_GROUP_X448, "GROUP-X448"},
    {256, GNUTLS_GROUP_FFDHE2048, "GROUP-FFDHE2048"},
    {257, GNUTLS_GROUP_FFDHE3072, "GROUP-FFDHE3072"},
    {258, GNUTLS_GROUP_FFDHE4096, "GROUP-FFDHE4096"},
};

// The library has two names for each ECDSA scheme: with its curve for TLS 1.3, without for TLS 1.2.
struct Scheme {
  std::uint16_t id;
  gnutls_sign_algorithm_t algorithm;
  const char* name;
};
constexpr Scheme kSchemes[] = {
    {0x0403, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, "SIGN-ECDSA-SECP256R1-SHA256"},
    {0x0403, GNUTLS_SIGN_ECDSA_SHA256, "SIGN-ECDSA-SHA256"},
    {0x0503, GNUTLS_SIGN_ECDSA_SECP384R1_SHA384, "SIGN-ECDSA-SECP384R1-SHA384"},
    {0x0503, GNUTLS_SIGN_ECDSA_SHA384, "SIGN-ECDSA-SHA384"},
    {0x0603, GNUTLS_SIGN_ECDSA_SECP521R1_SHA512, "SIGN-ECDSA-SECP521R1-SHA512"},
    {0x0603, GNUTLS_SIGN_ECDSA_SHA512, "SIGN-ECDSA-SHA512"},
    {0x0804, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, "SIGN-RSA-PSS-RSAE-SHA256"},
    {0x0805, GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, "SIGN-RSA-PSS-RSAE-SHA384"},
    {0x0806, GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, "SIGN-RSA-PSS-RSAE-SHA512"},
    {0x0401, GNUTLS_SIGN_RSA_SHA256, "SIGN-RSA-SHA256"},
    {0x0501, GNUTLS_SIGN_RSA_SHA384, "SIGN-RSA-SHA384"},
    {0x0601, GNUTLS_SIGN_RSA_SHA512, "SIGN-RSA-SHA512"},
    {0x0807, GNUTLS_SIGN_EDDSA_ED25519, "SIGN-EDDSA-ED25519"},
};

struct Suite {
  std::uint16_t id = 0;
  const char* name = nullptr;
  gnutls_kx_algorithm_t key_exchange = GNUTLS_KX_UNKNOWN;  // always this in TLS 1.3
  gnutls_cipher_algorithm_t cipher = GNUTLS_CIPHER_UNKNOWN;
  gnutls_mac_algorithm_t mac = GNUTLS_MAC_UNKNOWN;
  gnutls_protocol_t protocol = GNUTLS_VERSION_UNKNOWN;  // the oldest that has the suite

  bool tls13() const { return protocol == GNUTLS_TLS1_3; }
};

// Returns a row of the library's own table; its name is null after the last row.
Suite SuiteAt(std::size_t index) {
  Suite suite;
  std::array<unsigned char, 2> id{};
  suite.name =
      gnutls_cipher_suite_info(index, id.data(), &suite.key_exchange, &suite.cipher, &suite.mac, &suite.protocol);
  suite.id = static_cast<std::uint16_t>(id[0] << 8 | id[1]);
  return suite;
}

// Returns the whole table, read once, since every handshake searches it.
const std::vector<Suite>& AllSuites() {
  static const std::vector<Suite> suites = [] {
    std::vector<Suite> all;
    for (Suite suite = SuiteAt(0); suite.name != nullptr; suite = SuiteAt(all.size())) {
      all.push_back(suite);
    }
    return all;
  }();
  return suites;
}

// Returns the first suite that fits; one without a name if there is none.
template <class Predicate>
Suite FindSuite(Predicate&& wanted) {
  const std::vector<Suite>& all = AllSuites();
  const auto found = std::find_if(all.begin(), all.end(), wanted);
  return found == all.end() ? Suite() : *found;
}

Suite SuiteOf(std::uint16_t id) {
  return FindSuite([&](const Suite& suite) { return suite.id == id; });
}

template <class Table>
auto Knows(const Table& table, std::uint16_t id) {
  return std::any_of(std::begin(table), std::end(table), [&](auto& row) { return row.id == id; });
}

void Append(std::string& priorities, const std::string& item) { priorities += (priorities.empty() ? "" : ":") + item; }

template <class Table>
void AppendPinned(std::string& priorities, const char* all, const Table& table, const std::vector<std::uint16_t>& ids) {
  if (!ids.empty()) {
    Append(priorities, all);
  }
  for (const std::uint16_t id : ids) {
    for (const auto& row : table) {
      if (row.id == id) {
        Append(priorities, std::string("+") + row.name);
      }
    }
  }
}

// The library pins ciphers, MACs and key exchanges, not suites. TLS 1.3 suites name no key exchange.
void AppendSuites(std::string& priorities, const std::vector<std::uint16_t>& ids) {
  std::string key_exchanges;
  std::string ciphers = "-CIPHER-ALL";
  std::string macs = "-MAC-ALL";
  for (const std::uint16_t id : ids) {
    const Suite suite = SuiteOf(id);
    Append(ciphers, std::string("+") + gnutls_cipher_get_name(suite.cipher));
    Append(macs, std::string("+") + gnutls_mac_get_name(suite.mac));
    if (!suite.tls13()) {
      Append(key_exchanges, std::string("+") + gnutls_kx_get_name(suite.key_exchange));
    }
  }
  Append(priorities, ciphers + ":" + macs);
  if (!key_exchanges.empty()) {
    Append(priorities, "-KX-ALL:" + key_exchanges);
  }
}

}  // namespace

namespace {

// Returns the same number for groups whose keys are of one type for the library; it sends only one share of each type.
std::uint16_t KindOfKey(std::uint16_t group) { return group <= 25 ? 23 : group >> 8 == 1 ? 256 : group; }

// Returns the groups whose shares the library sends when it may send at most `most`.
std::vector<std::uint16_t> SharesOf(const std::vector<std::uint16_t>& groups, std::size_t most) {
  std::vector<std::uint16_t> shares;
  for (const std::uint16_t group : groups) {
    const bool again = std::any_of(shares.begin(), shares.end(),
                                   [&](std::uint16_t share) { return KindOfKey(share) == KindOfKey(group); });
    if (!again && shares.size() < most) {
      shares.push_back(group);
    }
  }
  return shares;
}

}  // namespace

std::optional<unsigned> KeyShareFlag(const EndpointConfig& config) {
  if (config.groups.empty() || config.key_shares.empty()) {
    return config.key_shares.empty() ? std::optional(config.groups.empty() ? 0U : +GNUTLS_KEY_SHARE_TOP) : std::nullopt;
  }
  unsigned most = 0;
  for (const unsigned flag : {GNUTLS_KEY_SHARE_TOP, GNUTLS_KEY_SHARE_TOP2, GNUTLS_KEY_SHARE_TOP3}) {
    if (SharesOf(config.groups, ++most) == config.key_shares) {
      return flag;
    }
  }
  return std::nullopt;
}

bool KnowsGroup(std::uint16_t group) { return Knows(kGroups, group); }

std::uint16_t NegotiatedGroup(gnutls_session_t session) {
  const gnutls_group_t answer = gnutls_group_get(session);
  const auto* found =
      std::find_if(std::begin(kGroups), std::end(kGroups), [&](auto& row) { return row.group == answer; });
  return found == std::end(kGroups) ? std::uint16_t{0} : found->id;
}

bool KnowsSignatureScheme(std::uint16_t scheme) { return Knows(kSchemes, scheme); }

std::uint16_t ServerSignatureScheme(gnutls_session_t session) {
  const auto answer = static_cast<gnutls_sign_algorithm_t>(gnutls_sign_algorithm_get(session));
  const auto* found =
      std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](auto& row) { return row.algorithm == answer; });
  return found == std::end(kSchemes) ? std::uint16_t{0} : found->id;
}

bool AllUseDhe(const std::vector<std::uint16_t>& suites) {
  return !suites.empty() && std::all_of(suites.begin(), suites.end(), [](std::uint16_t suite) {
    return SuiteOf(suite).key_exchange == GNUTLS_KX_DHE_RSA;
  });
}

bool KnowsCipherSuite(std::uint16_t suite) { return SuiteOf(suite).name != nullptr; }

std::uint16_t NegotiatedProtocol(gnutls_session_t session) {
  switch (gnutls_protocol_get_version(session)) {
    case GNUTLS_TLS1_2:
      return kTls12;
    case GNUTLS_TLS1_3:
      return kTls13;
    default:
      return 0;
  }
}

// Finds the suite by its parts: the library reports a name that is not the one in its table, but the parts are those of
// the table.
std::uint16_t NegotiatedCipherSuite(gnutls_session_t session) {
  const bool tls13 = NegotiatedProtocol(session) == kTls13;
  const auto key_exchange = gnutls_kx_get(session);  // asked once, since this runs in every handshake
  const auto cipher = gnutls_cipher_get(session);
  const auto mac = gnutls_mac_get(session);
  return FindSuite([&](const Suite& suite) {
           return suite.cipher == cipher && suite.mac == mac && suite.tls13() == tls13 &&
                  (tls13 || suite.key_exchange == key_exchange);
         })
      .id;
}

std::string Priorities(const EndpointConfig& config) {
  std::string priorities;
  if (!config.as_shipped || config.min_protocol != kTls12 || config.max_protocol != kTls13) {
    Append(priorities, "-VERS-ALL");
    if (config.max_protocol == kTls13) {
      Append(priorities, "+VERS-TLS1.3");
    }
    if (config.min_protocol == kTls12) {
      Append(priorities, "+VERS-TLS1.2");
    }
  }
  if (!config.cipher_suites.empty()) {
    AppendSuites(priorities, config.cipher_suites);
  }
  AppendPinned(priorities, "-GROUP-ALL", kGroups, config.groups);
  AppendPinned(priorities, "-SIGN-ALL", kSchemes, config.signature_schemes);
  if (config.as_shipped) {
    return priorities;
  }
  if (config.min_protocol == kTls13) {  // without a key exchange there are no suites of TLS 1.2
    Append(priorities, "-KX-ALL");
  }
  if (config.max_protocol == kTls13 && config.psk_ke) {
    Append(priorities, "+PSK");
  } else if (config.role == Role::kClient && config.max_protocol == kTls13) {  // else it offers psk_ke too
    Append(priorities, "+ECDHE-PSK");
  }
  if (config.middlebox_compatibility == false) {
    Append(priorities, "%DISABLE_TLS13_COMPAT_MODE");
  }
  return priorities;
}

std::string UnwantedCipherSuite(gnutls_priority_t priorities, const EndpointConfig& config) {
  const std::vector<std::uint16_t>& asked = config.cipher_suites;
  for (unsigned index = 0, row = 0;; ++index) {
    const int found = gnutls_priority_get_cipher_suite_index(priorities, index, &row);
    if (found == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
      return "";
    }
    if (found == GNUTLS_E_UNKNOWN_CIPHER_SUITE) {  // of no enabled protocol: skipped
      continue;
    }
    const Suite suite = SuiteAt(row);
    const bool pinned =
        std::any_of(asked.begin(), asked.end(), [&](auto id) { return SuiteOf(id).tls13() == suite.tls13(); });
    const bool wanted = std::find(asked.begin(), asked.end(), suite.id) != asked.end();
    if (pinned && !wanted && suite.key_exchange != GNUTLS_KX_ECDHE_PSK && suite.key_exchange != GNUTLS_KX_PSK) {
      return suite.name;
    }
  }
}

}  // namespace tlsbench

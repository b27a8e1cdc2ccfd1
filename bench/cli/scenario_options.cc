#include "bench/cli/scenario_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "bench/text/nearest.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

void AddList(CLI::App& app, const std::string& name, Words& target, const std::string& help) {
  app.add_option(name, target, help)->delimiter(',')->type_name("LIST");
}

// Turns words into values and keeps the first mistake. What was not given leaves its default.
class Converter {
 public:
  template <class Value, class Parse>
  void List(const std::string& what, const Words& words, const Words& known, Parse parse, std::vector<Value>& values) {
    std::vector<Value> parsed;
    for (const std::string& word : words) {
      const auto value = parse(word);
      if (!value) {
        Check(false, Unknown(what, word, known));
        return;
      }
      if (std::find(parsed.begin(), parsed.end(), *value) == parsed.end()) {
        parsed.push_back(*value);
      }
    }
    values = parsed.empty() ? values : parsed;
  }

  // Numbers from `least` to `most`.
  void Numbers(const std::string& option, const Words& words, unsigned least, unsigned most,
               std::vector<unsigned>& values) {
    std::vector<unsigned> parsed;
    for (const std::string& word : words) {
      unsigned number = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
      const bool whole = error == std::errc() && end == word.data() + word.size();
      Check(whole && number >= least && number <= most,
            fmt::format("{} takes numbers from {} to {}, not '{}'", option, least, most, word));
      if (std::find(parsed.begin(), parsed.end(), number) == parsed.end()) {
        parsed.push_back(number);
      }
    }
    values = parsed.empty() ? values : parsed;
  }

  void Check(bool good, const std::string& mistake) { mistake_ = mistake_ || good ? mistake_ : mistake; }
  const std::optional<std::string>& mistake() const { return mistake_; }

 private:
  std::optional<std::string> mistake_;
};

// "A+B": a client that offers both.
Words PartsOfOffer(const std::string& word) {
  Words parts;
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t end = std::min(word.find('+', begin), word.size());
    parts.push_back(word.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<std::vector<std::uint16_t>> ParseOffer(const std::string& word) {
  std::vector<std::uint16_t> offer;
  for (const std::string& part : PartsOfOffer(word)) {
    const auto group = ParseGroup(part);
    if (!group || std::find(offer.begin(), offer.end(), *group) != offer.end()) {
      return std::nullopt;
    }
    offer.push_back(*group);
  }
  return offer;
}

// The mistake is one part's, whose name stands in the words.
void CheckOffers(const Words& words, Converter& convert) {
  for (const std::string& word : words) {
    for (const std::string& part : PartsOfOffer(word)) {
      convert.Check(ParseGroup(part).has_value(), Unknown("group", part, GroupNames()));
    }
    convert.Check(ParseOffer(word).has_value(), fmt::format("--group {} offers a group twice", word));
  }
}

std::optional<Auth> ParseServerAuth(std::string_view word) {
  const auto auth = ParseAuth(word);
  return auth == Auth::kNone ? std::nullopt : auth;
}

bool Asks(const RunOptions& options, bool (*wants)(Handshake)) {
  return std::any_of(options.handshakes.begin(), options.handshakes.end(), wants);
}

bool NeedsTicket(Handshake handshake) {
  Scenario scenario;
  scenario.handshake = handshake;
  return scenario.offers_session() && handshake != Handshake::kSessionId;
}

template <class Value, class Parse>
std::vector<Value> AllOf(const Words& names, Parse parse) {
  std::vector<Value> values;
  std::transform(names.begin(), names.end(), std::back_inserter(values), [&](auto& name) { return *parse(name); });
  return values;
}

// All values of the axis, unless it was given some; of all others what is usual, and full handshakes in memory alone.
void FillSweep(const RawScenario& raw, bool links_named, RunOptions& options) {
  if (options.sweep == Sweep::kGroup && raw.groups.empty()) {
    options.groups = AllOf<std::vector<std::uint16_t>>(GroupNames(), ParseOffer);
  } else if (options.sweep == Sweep::kAuth && raw.auths.empty()) {
    options.auths = AllOf<Auth>(AuthNames(), ParseAuth);
  } else if (options.sweep == Sweep::kCipher && raw.ciphers.empty()) {
    options.cipher_suites = AllOf<std::uint16_t>(CipherSuiteNames(), ParseCipherSuite);
  } else if (options.sweep == Sweep::kHandshake && raw.handshakes.empty()) {
    options.handshakes = AllOf<Handshake>(HandshakeNames(), ParseHandshake);
  } else if (options.sweep == Sweep::kTickets && raw.tickets.empty()) {
    options.tickets = {0, 1, 2, 3, 4};
  }
  if (options.sweep != Sweep::kHandshake && raw.handshakes.empty()) {
    options.handshakes = {Handshake::kFull};
  }
  if (!links_named && !options.target) {
    options.links = {LinkKind::kMemory};
  }
}

// No tickets, nothing to resume.
void LeaveOutResumptions(const RawScenario& raw, Converter& convert, RunOptions& options) {
  const bool none = options.tickets == std::vector{0U};
  convert.Check(!none || raw.handshakes.empty() || !Asks(options, NeedsTicket),
                "resumption by ticket needs a ticket; leave --tickets 0 to full handshakes and session-id");
  if (none && raw.handshakes.empty()) {
    options.handshakes = {Handshake::kFull};
  }
}

void CheckCombinations(const RawScenario& raw, Converter& convert, const RunOptions& options) {
  convert.Check(!options.as_shipped || raw.tickets.empty(),
                "--as-shipped leaves the number of tickets to each library; leave out --tickets");
  if (!options.target) {
    return;
  }
  convert.Check(raw.auths.empty(), "the certificate is the target's own; leave out --auth");
  convert.Check(raw.chains.empty(), "the certificates are the target's own; leave out --chain-bytes");
  convert.Check(raw.certificates.empty(), "the certificates are the target's own; leave out --chain-certificates");
  convert.Check(raw.client_auths.empty(), "a target knows no certificate that is made here; leave out --client-auth");
  convert.Check(raw.tickets.empty(), "the number of tickets is the target's own; leave out --tickets");
  convert.Check(options.sweep != Sweep::kAuth && options.sweep != Sweep::kTickets,
                fmt::format("that is the target's own; leave out --sweep {}", raw.sweep));
  convert.Check(!raw.stateful_tickets && !raw.renew_tickets,
                "tickets are the target's own; leave out --stateful-tickets and --renew-tickets");
}

}  // namespace

std::string Unknown(const std::string& what, const std::string& word, const Words& known) {
  const std::string nearest = Nearest(word, known);
  return fmt::format(
      "unknown {} '{}'; {}", what, word,
      nearest.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", nearest));
}

void AddScenarioOptions(CLI::App& app, RawScenario& raw) {
  AddList(app, "--protocol", raw.protocols, "1.2, 1.3");
  AddList(app, "--handshake", raw.handshakes, fmt::format("{}", fmt::join(HandshakeNames(), ", ")));
  AddList(app, "--auth", raw.auths, fmt::format("Server certificates: {}", fmt::join(AuthNames(), ", ")));
  AddList(app, "--client-auth", raw.client_auths, "Client certificates, of the same kinds, or none");
  AddList(app, "--chain-certificates", raw.certificates, "How many certificates a chain has, 1 to 4; else 2");
  AddList(app, "--chain-bytes", raw.chains,
          "Pads what the server's certificates have together to so many bytes, as DER; up to 90000");
  AddList(app, "--group", raw.groups,
          "Key exchange groups by IANA name; A+B is one client that offers both, with hello-retry a share of A alone");
  AddList(app, "--cipher", raw.ciphers, "Cipher suites by IANA name; in TLS 1.2 they bring ECDHE, DHE or static RSA");
  AddList(app, "--tickets", raw.tickets, "TLS 1.3 session tickets for each full handshake, 0 to 4");
  app.add_flag("--stateful-tickets", raw.stateful_tickets,
               "TLS 1.3 servers keep the sessions; tickets are keys to them");
  app.add_flag("--renew-tickets", raw.renew_tickets, "TLS 1.2 servers send a new ticket in each resumption by ticket");
  app.add_flag("--reuse-tickets", raw.reuse_tickets,
               "TLS 1.3 clients offer one ticket again and again, not the newest");
  app.add_option("--middlebox", raw.middlebox, "TLS 1.3's middlebox compatibility: on, off; else as the library comes")
      ->type_name("WORD");
  app.add_flag("--grease", raw.grease, "Clients offer values that nobody knows, too (RFC 8701)");
  app.add_flag("--certificate-compression", raw.compression, "TLS 1.3 certificates compressed by zlib (RFC 8879)");
  app.add_option("--sweep", raw.sweep,
                 "All values of one axis, against the first: group, auth, cipher, handshake, tickets")
      ->type_name("AXIS");
}

std::optional<std::string> ConvertScenario(const RawScenario& raw, bool links_named, RunOptions& options) {
  // OpenSSL's clients take 100 kB of certificates unless told otherwise (SSL_CTX_set_max_cert_list).
  constexpr unsigned kMostChainBytes = 90000;
  Words client_auths = AuthNames();
  client_auths.emplace_back(AuthName(Auth::kNone));
  Converter convert;
  convert.List("protocol", raw.protocols, ProtocolNames(), ParseProtocol, options.protocols);
  options.protocols_named = !raw.protocols.empty();
  convert.List("handshake", raw.handshakes, HandshakeNames(), ParseHandshake, options.handshakes);
  convert.List("auth", raw.auths, AuthNames(), ParseServerAuth, options.auths);
  convert.List("client auth", raw.client_auths, client_auths, ParseAuth, options.client_auths);
  CheckOffers(raw.groups, convert);
  convert.List("group", raw.groups, GroupNames(), ParseOffer, options.groups);
  convert.List("cipher suite", raw.ciphers, CipherSuiteNames(), ParseCipherSuite, options.cipher_suites);
  convert.Numbers("--chain-bytes", raw.chains, 1, kMostChainBytes, options.chain_bytes);
  convert.Numbers("--chain-certificates", raw.certificates, 1, 4, options.chain_certificates);
  convert.Numbers("--tickets", raw.tickets, 0, 4, options.tickets);
  convert.Check(raw.middlebox.empty() || raw.middlebox == "on" || raw.middlebox == "off",
                fmt::format("--middlebox is on or off, not '{}'", raw.middlebox));
  options.middlebox = raw.middlebox.empty()   ? Middlebox::kAsItComes
                      : raw.middlebox == "on" ? Middlebox::kOn
                                              : Middlebox::kOff;
  options.stateful_tickets = raw.stateful_tickets;
  options.renew_tickets = raw.renew_tickets;
  options.reuse_tickets = raw.reuse_tickets;
  options.grease = raw.grease;
  options.certificate_compression = raw.compression;
  if (!raw.sweep.empty()) {
    const auto sweep = ParseSweep(raw.sweep);
    convert.Check(sweep.has_value(), Unknown("sweep", raw.sweep, {"group", "auth", "cipher", "handshake", "tickets"}));
    options.sweep = sweep.value_or(Sweep::kNone);
    FillSweep(raw, links_named, options);
  }
  LeaveOutResumptions(raw, convert, options);
  CheckCombinations(raw, convert, options);
  return convert.mistake();
}

}  // namespace tlsbench

#include "bench/scenario/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

constexpr NumberRange kChainCertificates{1, 4};
// OpenSSL's clients take 100 kB of certificates by default (SSL_CTX_set_max_cert_list).
constexpr NumberRange kChainBytes{1, 90000};
constexpr NumberRange kTickets{0, 4};
// The least that OpenSSL and GnuTLS take; no record holds more than the other (RFC 9846, section 5.1).
constexpr NumberRange kRecordSize{512, 16384};

// The reason for axes that a target decides by itself.
constexpr std::string_view kItsCertificates = "the certificates are the target's own";
constexpr std::string_view kItsTickets = "tickets are the target's own";

template <class Value>
bool Assign(const std::optional<Value>& value, Value& member) {
  member = value.value_or(member);
  return value.has_value();
}

std::string Number(unsigned value) { return fmt::format("{}", value); }

bool ParseNumber(std::string_view text, NumberRange range, unsigned& member) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = error == std::errc() && end == text.data() + text.size();
  return good && number >= range.least && number <= range.most && Assign(std::optional(number), member);
}

std::string Switch(bool on) { return on ? "1" : "0"; }

bool ParseSwitch(std::string_view text, bool& member) {
  return Assign(text == "1" ? std::optional(true) : text == "0" ? std::optional(false) : std::nullopt, member);
}

std::string WordIf(bool on, std::string_view word) { return std::string(on ? word : ""); }

std::string Protocol(const Scenario& scenario) { return std::string(ProtocolName(scenario.protocol)); }

bool OfTls12(const Scenario& scenario) { return !scenario.tls13(); }
bool OfTls13(const Scenario& scenario) { return scenario.tls13(); }

// All names but "none": a server always has a certificate.
bool ParseServerAuth(std::string_view text, Scenario& scenario) {
  return text != AuthName(Auth::kNone) && Assign(ParseAuth(text), scenario.auth);
}

std::vector<std::string> ClientAuthNames() {
  std::vector<std::string> names = AuthNames();
  names.insert(names.begin(), std::string(AuthName(Auth::kNone)));
  return names;
}

// Parses "A+B": a client that offers both groups. The server supports all of them, but only the last one in a handshake
// with a HelloRetryRequest.
bool ParseOffer(std::string_view text, Scenario& scenario) {
  std::vector<std::uint16_t> offer;
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const auto group = ParseGroup(text.substr(begin, end - begin));
    if (!group || std::find(offer.begin(), offer.end(), *group) != offer.end()) {
      return false;
    }
    offer.push_back(*group);
    begin = end + 1;
  }
  scenario.group = offer.empty() ? std::uint16_t{0} : scenario.hello_retry() ? offer.back() : offer.front();
  scenario.offered_groups = offer.size() > 1 ? offer : std::vector<std::uint16_t>();
  return true;
}

// TLS 1.2 has one ticket or none.
std::string TicketsLabel(const Scenario& scenario) {
  if (!scenario.tls13()) {
    return scenario.tickets == 0 ? "no ticket" : "a ticket";
  }
  return Counted(scenario.tickets, "ticket");
}

std::string MiddleboxText(const Scenario& scenario) {
  return scenario.middlebox == Middlebox::kAsItComes ? "" : scenario.middlebox == Middlebox::kOn ? "on" : "off";
}

bool ParseMiddlebox(std::string_view text, Scenario& scenario) {
  if (text != "" && text != "on" && text != "off") {
    return false;
  }
  scenario.middlebox = text.empty() ? Middlebox::kAsItComes : text == "on" ? Middlebox::kOn : Middlebox::kOff;
  return true;
}

constexpr ScenarioAxis kAxes[] = {
    {.name = "protocol",
     .title = "protocol",
     .help = "{}",
     .text = Protocol,
     .parse = [](std::string_view text, Scenario& s) { return Assign(ParseProtocol(text), s.protocol); },
     .values = ProtocolNames,
     .column = "protocol",
     .place = ColumnPlace::kFront},
    {.name = "handshake",
     .title = "handshake",
     .help = "{}",
     .text = [](const Scenario& s) { return std::string(HandshakeName(s.handshake)); },
     .parse = [](std::string_view text, Scenario& s) { return Assign(ParseHandshake(text), s.handshake); },
     .values = HandshakeNames,
     .column = "handshake",
     .place = ColumnPlace::kFront},
    {.name = "auth",
     .title = "auth",
     .help = "Server certificates: {}",
     .text = [](const Scenario& s) { return std::string(AuthName(s.auth)); },
     .parse = ParseServerAuth,
     .values = AuthNames,
     .target_reason = "the certificate is the target's own",
     .column = "auth",
     .place = ColumnPlace::kFront,
     .benchmark = "{}"},
    {.name = "client-auth",
     .title = "client auth",
     .help = "Client certificates, of the same kinds, or none",
     .text = [](const Scenario& s) { return std::string(AuthName(s.client_auth)); },
     .parse = [](std::string_view text, Scenario& s) { return Assign(ParseAuth(text), s.client_auth); },
     .values = ClientAuthNames,
     .target_reason = "a target knows no certificate that is made here",
     .column = "client_auth",
     .place = ColumnPlace::kKind,
     .setting = "client {}",
     .benchmark = "client-auth={}",
     .label =
         [](const Scenario& s) {
           return s.client_auth == Auth::kNone ? "no client certificate"
                                               : fmt::format("client {}", AuthName(s.client_auth));
         },
     .cell = [](const Scenario& s) { return WordIf(s.client_auth != Auth::kNone, AuthName(s.client_auth)); }},
    {.name = "chain-certificates",
     .title = "certificates",
     .help = "How many certificates a chain has, 1 to 4; else 2",
     .text = [](const Scenario& s) { return Number(s.chain_certificates); },
     .parse = [](std::string_view text,
                 Scenario& s) { return ParseNumber(text, kChainCertificates, s.chain_certificates); },
     .numbers = kChainCertificates,
     .target_reason = kItsCertificates,
     .column = "chain_certificates",
     .place = ColumnPlace::kKind,
     .setting = "{} certificates in a chain",
     .benchmark = "chain-certificates={}",
     .label = [](const Scenario& s) { return fmt::format("chain of {}", s.chain_certificates); }},
    {.name = "chain-bytes",
     .title = "chain",
     .help = "Pads what the server's certificates have together to so many bytes, as DER; up to 90000",
     .text = [](const Scenario& s) { return WordIf(s.chain_bytes != 0, Number(s.chain_bytes)); },
     .parse =
         [](std::string_view text, Scenario& s) {
           return text.empty() ? Assign(std::optional(0U), s.chain_bytes)
                               : ParseNumber(text, kChainBytes, s.chain_bytes);
         },
     .numbers = kChainBytes,
     .target_reason = kItsCertificates,
     .column = "chain_bytes",
     .place = ColumnPlace::kAmid,
     .benchmark = "chain={}",
     .label =
         [](const Scenario& s) {
           return s.chain_bytes == 0 ? "unpadded chain" : fmt::format("{} byte chain", Thousands(s.chain_bytes));
         },
     .cell = [](const Scenario& s) { return s.chain_bytes == 0 ? "" : fmt::format("{} B", s.chain_bytes); }},
    {.name = "group",
     .title = "group",
     .help =
         "Key exchange groups by IANA name; A+B is one client that offers both, with hello-retry a share of A alone",
     .text = OfferName,
     .parse = ParseOffer,
     .option = OptionKind::kOffers,
     .values = GroupNames,
     // In TLS 1.2 the suite decides the group.
     .frame = [](const Scenario& s) { return std::string(KeyExchangeOfSuite(s.cipher_suite)); },
     .column = "offered_groups",  // `group` is what was negotiated
     .place = ColumnPlace::kBehindResult,
     .file_text = [](const Scenario& s) { return WordIf(!s.offered_groups.empty(), OfferName(s)); },
     .setting = "{} offered",
     .benchmark = "{}",
     .usual = [](const Scenario&) { return GroupName(kGroupX25519); }},
    {.name = "cipher",
     .title = "cipher suite",
     .help = "Cipher suites by IANA name; in TLS 1.2 they bring ECDHE, DHE or static RSA",
     .text = [](const Scenario& s) { return CipherSuiteName(s.cipher_suite); },
     .parse =
         [](std::string_view text, Scenario& s) {
           return Assign(text.empty() ? std::optional<std::uint16_t>(0) : ParseCipherSuite(text), s.cipher_suite);
         },
     .values = CipherSuiteNames,
     // A suite belongs to its protocol, and in TLS 1.2 to a certificate type.
     .frame =
         [](const Scenario& s) { return Protocol(s) + std::string(s.tls13() ? std::string_view() : AuthName(s.auth)); },
     .column = "cipher_suite",
     .place = ColumnPlace::kFront,
     .benchmark = "{}",
     .usual = [](const Scenario& s) { return CipherSuiteName(DefaultCipherSuite(s.protocol, s.auth)); }},
    {.name = "tickets",
     .title = "tickets",
     .help = "TLS 1.3 session tickets for each full handshake, 0 to 4",
     .text = [](const Scenario& s) { return Number(s.tickets); },
     .parse = [](std::string_view text, Scenario& s) { return ParseNumber(text, kTickets, s.tickets); },
     .numbers = kTickets,
     .target_reason = "the number of tickets is the target's own",
     .belongs = [](const Scenario& s) { return s.tls13() && !s.as_shipped; },
     .frame = Protocol,
     .column = "tickets_asked",  // `tickets` is what the client received
     .place = ColumnPlace::kBehindResult,
     .setting = "{} tickets asked",
     .benchmark = "tickets={}",
     .label = TicketsLabel,
     .cell = [](const Scenario& s) { return s.tls13() ? Number(s.tickets) : Switch(s.tickets != 0); }},
    {.name = "stateful-tickets",
     .title = "stateful tickets",
     .help = "TLS 1.3 servers keep the sessions; tickets are keys to them",
     .text = [](const Scenario& s) { return Switch(s.stateful_tickets); },
     .parse = [](std::string_view text, Scenario& s) { return ParseSwitch(text, s.stateful_tickets); },
     .option = OptionKind::kSwitch,
     .target_reason = kItsTickets,
     .belongs = OfTls13,
     .frame = Protocol,
     .column = "stateful_tickets",
     .place = ColumnPlace::kKind,
     .setting = "stateful tickets",
     .benchmark = "stateful-tickets",
     .label = [](const Scenario& s) { return WordIf(s.stateful_tickets, "stateful tickets"); },
     .capabilities = "1",
     .capable_in = Handshake::kTicket},
    {.name = "renew-tickets",
     .title = "renewed tickets",
     .help = "TLS 1.2 servers send a new ticket in each resumption by ticket",
     .text = [](const Scenario& s) { return Switch(s.renew_tickets); },
     .parse = [](std::string_view text, Scenario& s) { return ParseSwitch(text, s.renew_tickets); },
     .option = OptionKind::kSwitch,
     .target_reason = kItsTickets,
     .belongs = OfTls12,
     .frame = Protocol,
     .column = "renewed_tickets",
     .place = ColumnPlace::kBehindResult,
     .setting = "renewed tickets",
     .benchmark = "renew-tickets",
     .label = [](const Scenario& s) { return WordIf(s.renew_tickets, "renewed tickets"); },
     .capabilities = "1",
     .capable_in = Handshake::kTicket},
    {.name = "reuse-tickets",
     .title = "reused tickets",
     .help = "TLS 1.3 clients offer one ticket again and again, not the newest",
     .text = [](const Scenario& s) { return Switch(s.reuse_tickets); },
     .parse = [](std::string_view text, Scenario& s) { return ParseSwitch(text, s.reuse_tickets); },
     .option = OptionKind::kSwitch,
     .belongs = OfTls13,
     .frame = Protocol,
     .column = "reused_tickets",
     .place = ColumnPlace::kBehindResult,
     .setting = "reused tickets",
     .benchmark = "reuse-tickets",
     .label = [](const Scenario& s) { return WordIf(s.reuse_tickets, "reused tickets"); },
     .capabilities = "1",
     .capable_in = Handshake::kTicket},
    {.name = "middlebox",
     .title = "middlebox",
     .help = "TLS 1.3's middlebox compatibility: on, off; else as the library comes",
     .text = MiddleboxText,
     .parse = ParseMiddlebox,
     .option = OptionKind::kWord,
     .values =
         [] {
           return std::vector<std::string>{"on", "off"};
         },
     .belongs = OfTls13,
     .frame = Protocol,
     .column = "middlebox",
     .place = ColumnPlace::kBehindResult,
     .setting = "middlebox compatibility {}",
     .benchmark = "middlebox={}",
     .label =
         [](const Scenario& s) {
           const std::string text = MiddleboxText(s);
           return WordIf(!text.empty(), "middlebox compatibility " + text);
         },
     .capabilities = "on,off"},
    {.name = "grease",
     .title = "GREASE",
     .help = "Clients offer values that nobody knows, too (RFC 8701)",
     .text = [](const Scenario& s) { return Switch(s.grease); },
     .parse = [](std::string_view text, Scenario& s) { return ParseSwitch(text, s.grease); },
     .option = OptionKind::kSwitch,
     .column = "grease",
     .place = ColumnPlace::kBehindResult,
     .setting = "GREASE",
     .benchmark = "grease",
     .label = [](const Scenario& s) { return WordIf(s.grease, "GREASE"); },
     .capabilities = "1"},
    {.name = "certificate-compression",
     .title = "compression",
     .help = "TLS 1.3 certificates compressed by zlib (RFC 8879)",
     .text = [](const Scenario& s) { return WordIf(s.certificate_compression, "zlib"); },
     .parse =
         [](std::string_view text, Scenario& s) {
           const auto on = text == "zlib" ? std::optional(true) : text.empty() ? std::optional(false) : std::nullopt;
           return Assign(on, s.certificate_compression);
         },
     .option = OptionKind::kSwitch,
     .on = "zlib",
     .belongs = OfTls13,
     .frame = Protocol,
     .column = "certificate_compression",
     .place = ColumnPlace::kBehindResult,
     .setting = "certificates compressed by {}",
     .benchmark = "certificate-compression",
     .label = [](const Scenario& s) { return WordIf(s.certificate_compression, "compressed certificates"); },
     .capabilities = "zlib"},
    {.name = "record-size",
     .title = "record size",
     .help = "How many bytes a record holds at most, of either end, 512 to 16384; else as the library comes",
     .text = [](const Scenario& s) { return WordIf(s.record_size != 0, Number(s.record_size)); },
     .parse =
         [](std::string_view text, Scenario& s) {
           return text.empty() ? Assign(std::optional(0U), s.record_size)
                               : ParseNumber(text, kRecordSize, s.record_size);
         },
     .numbers = kRecordSize,
     .column = "record_size",
     .place = ColumnPlace::kBehindResult,
     .setting = "records of {} bytes",
     .benchmark = "record-size={}",
     .label =
         [](const Scenario& s) {
           return s.record_size == 0 ? "records as they come"
                                     : fmt::format("{} byte records", Thousands(s.record_size));
         },
     .cell = [](const Scenario& s) { return s.record_size == 0 ? "" : fmt::format("{} B", s.record_size); },
     .capabilities = "512"},
    {.name = "as-shipped",
     .title = "as shipped",
     .help = "Pin nothing but what is named: each library's own defaults",
     .text = [](const Scenario& s) { return Switch(s.as_shipped); },
     .parse = [](std::string_view text, Scenario& s) { return ParseSwitch(text, s.as_shipped); },
     .option = OptionKind::kOwn,  // of the whole run, and run.json says so
     .benchmark = "as-shipped",
     .label = [](const Scenario& s) { return WordIf(s.as_shipped, "as shipped"); }},
};

}  // namespace

bool ScenarioAxis::Set(std::string_view value, Scenario& scenario) const {
  return parse(value.empty() ? text(Scenario()) : value, scenario);
}

std::string ScenarioAxis::Usual(const Scenario& scenario) const {
  return usual != nullptr ? usual(scenario) : text(Scenario());
}

std::string ScenarioAxis::CellText(const Scenario& scenario) const {
  std::string words = cell != nullptr ? cell(scenario) : text(scenario);
  return words.empty() ? "-" : words;
}

std::string ScenarioAxis::FileText(const Scenario& scenario, bool target) const {
  const bool says_nothing = !Belongs(scenario) && text(scenario) == text(Scenario());
  if (says_nothing || (target && !target_reason.empty())) {
    return "";
  }
  return file_text != nullptr ? file_text(scenario) : text(scenario);
}

std::vector<std::string> ScenarioAxis::Values() const {
  constexpr unsigned kMaxNumbers = 16;
  if (values != nullptr) {
    return values();
  }
  std::vector<std::string> all;
  const bool few = numbers.most != 0 && numbers.most - numbers.least < kMaxNumbers;
  for (unsigned number = numbers.least; few && number <= numbers.most; ++number) {
    all.push_back(Number(number));
  }
  return all;
}

std::span<const ScenarioAxis> ScenarioAxes() { return kAxes; }

const ScenarioAxis* FindAxis(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kAxes), std::end(kAxes), [&](const ScenarioAxis& axis) { return axis.name == name; });
  return found == std::end(kAxes) ? nullptr : found;
}

const ScenarioAxis& AxisNamed(std::string_view name) { return *FindAxis(name); }

bool AlikeBut(const ScenarioAxis& axis, const Scenario& a, const Scenario& b) {
  return std::all_of(std::begin(kAxes), std::end(kAxes), [&](const ScenarioAxis& other) {
    const bool brought = other.frame != nullptr && other.frame(a) != other.frame(b);
    return other.name == axis.name || brought || other.text(a) == other.text(b);
  });
}

}  // namespace tlsbench

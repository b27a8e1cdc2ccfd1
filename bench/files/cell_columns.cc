#include <algorithm>
#include <cmath>
#include <iterator>

#include "bench/files/file_rows.h"
#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

// A value that has a name: what `parse` does not know is refused.
template <class Value, class Name, class Parse>
Column<FileRow> Named(std::string_view name, Value Scenario::*value, Name name_of, Parse parse, Refusal refusal) {
  return {name, [=](const FileRow& row) { return std::string(name_of(row.cell.scenario.*value)); },
          [=](const std::string& text, FileRow& row) {
            const auto parsed = parse(text);
            row.cell.scenario.*value = parsed.value_or(row.cell.scenario.*value);
            return parsed ? Refusal() : refusal;
          }};
}

// Microseconds, as milliseconds with no more decimals than it takes.
Column<FileRow> PathMs(std::string_view name, std::int64_t PathConditions::*us) {
  return {name, [us](const FileRow& row) { return Plain(static_cast<double>(row.cell.path.*us) / 1000); },
          [us](const std::string& text, FileRow& row) {
            constexpr double kMaxMs = 1e9;
            double ms = 0;
            const Refusal refusal = ParseNumber(text, 0, "no time", ms);
            row.cell.path.*us = std::llround(std::min(ms, kMaxMs) * 1000);
            return refusal;
          }};
}

Column<FileRow> PathNumber(std::string_view name, double PathConditions::*value) {
  return {name, [value](const FileRow& row) { return Plain(row.cell.path.*value); },
          [value](const std::string& text, FileRow& row) {
            return ParseNumber(text, 0, "no number", row.cell.path.*value);
          }};
}

bool OnPath(const FileRow& row) { return row.cell.link == LinkKind::kPath; }
bool HasRate(const FileRow& row) { return OnPath(row) && row.cell.path.rate_mbit_per_s > 0; }
bool OnSockets(const FileRow& row) { return row.cell.link != LinkKind::kMemory; }
bool IsOurServer(const FileRow& row) { return row.cell.link != LinkKind::kTarget; }
bool IsTls13(const FileRow& row) { return row.cell.scenario.tls13(); }

// A twin's backends carry a suffix (result/result.h).
Column<FileRow> BackendName(std::string_view name, std::string Cell::*backend) {
  return {name, [backend](const FileRow& row) { return NameInFiles(row.cell, row.cell.*backend); },
          [backend](const std::string& text, FileRow& row) {
            const bool twin = text.ends_with(kTwinSuffix);
            row.cell.twin = row.cell.twin || twin;
            row.cell.*backend = twin ? text.substr(0, text.size() - kTwinSuffix.size()) : text;
            return Refusal();
          }};
}

Refusal SetLink(const std::string& text, FileRow& row) {
  const auto link = ParseLink(text);
  row.cell.link = link.value_or(row.cell.link);
  return link ? Refusal() : "no link that this tlsbench knows";
}

// Each library's own number as shipped. TLS 1.2 has one or none, and one is as usual.
bool AsksForTickets(const FileRow& row) {
  const Scenario& scenario = row.cell.scenario;
  return IsOurServer(row) && !scenario.as_shipped && (scenario.tls13() || scenario.tickets == 0);
}

std::string MiddleboxName(Middlebox middlebox) {
  return middlebox == Middlebox::kAsItComes ? "" : middlebox == Middlebox::kOn ? "on" : "off";
}

std::optional<Middlebox> ParseMiddlebox(const std::string& text) {
  return text == "on" ? std::optional(Middlebox::kOn) : text == "off" ? std::optional(Middlebox::kOff) : std::nullopt;
}

std::optional<bool> ParseCompression(const std::string& text) {
  return text == "zlib" ? std::optional(true) : std::nullopt;
}

std::string OfferedNames(const std::vector<std::uint16_t>& groups) {
  std::vector<std::string> names;
  std::transform(groups.begin(), groups.end(), std::back_inserter(names), GroupName);
  return fmt::format("{}", fmt::join(names, "+"));
}

std::optional<std::vector<std::uint16_t>> ParseOffer(const std::string& text) {
  std::vector<std::uint16_t> groups;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const auto group = ParseGroup(text.substr(begin, end - begin));
    if (!group) {
      return std::nullopt;
    }
    groups.push_back(*group);
    begin = end + 1;
  }
  return groups;
}

constexpr Refusal kUnknown = "nothing that this tlsbench knows";

}  // namespace

const Columns<FileRow>& IdentityColumns() {
  static const Columns<FileRow> columns = {
      BackendName("client", &Cell::client),
      Text("client_version", &FileRow::cell, &Cell::client_version),
      BackendName("server", &Cell::server),
      Text("server_version", &FileRow::cell, &Cell::server_version),
      {"link", [](const FileRow& row) { return std::string(LinkName(row.cell.link)); }, SetLink},
      Text("target", &FileRow::cell, &Cell::target),
      Only(OnPath, PathMs("rtt_ms", &PathConditions::rtt_us)),
      Named("protocol", &Scenario::protocol, ProtocolName, ParseProtocol, kUnknown),
      Named("handshake", &Scenario::handshake, HandshakeName, ParseHandshake, kUnknown),
      Text("cipher_suite", &FileRow::parameters, &Parameters::cipher_suite),
      Text("group", &FileRow::parameters, &Parameters::group),
      Text("auth", &FileRow::parameters, &Parameters::auth),
      Text("signature_scheme", &FileRow::parameters, &Parameters::signature_scheme),
      Only([](const FileRow& row) { return row.verified; },
           Whole("tickets", &FileRow::parameters, &Parameters::tickets)),
  };
  return columns;
}

const Columns<FileRow>& PathColumns() {
  static const Columns<FileRow> columns = {
      Only(OnPath, PathMs("jitter_ms", &PathConditions::jitter_us)),
      Only(OnPath, PathNumber("loss_percent", &PathConditions::loss_percent)),
      Only(HasRate, PathNumber("rate_mbit_per_s", &PathConditions::rate_mbit_per_s)),
      Only(OnPath, Whole("mtu_bytes", &FileRow::cell, &Cell::path, &PathConditions::mtu_bytes)),
  };
  return columns;
}

const Columns<FileRow>& TransportColumns() {
  static const Columns<FileRow> columns = {
      Only(OnSockets, Flag("nagle", &FileRow::cell, &Cell::transport, &Transport::nagle)),
      Only(OnSockets,
           Column<FileRow>(
               "write_mode",
               [](const FileRow& row) { return row.cell.transport.library_writes ? "library" : "flight"; },
               [](const std::string& text, FileRow& row) {
                 row.cell.transport.library_writes = text == "library";
                 return text == "library" || text == "flight" ? Refusal() : kUnknown;
               })),
      Only(OnSockets, Flag("fast_open", &FileRow::cell, &Cell::transport, &Transport::fast_open)),
  };
  return columns;
}

const Columns<FileRow>& ChainColumns() {
  static const Columns<FileRow> columns = {
      Only([](const FileRow& row) { return row.cell.scenario.chain_bytes > 0; },
           Whole("chain_bytes", &FileRow::cell, &Cell::scenario, &Scenario::chain_bytes)),
  };
  return columns;
}

const Columns<FileRow>& KindColumns() {
  static const Columns<FileRow> columns = {
      Only(IsOurServer, Named("client_auth", &Scenario::client_auth, AuthName, ParseAuth, kUnknown)),
      Only(IsOurServer, Whole("chain_certificates", &FileRow::cell, &Cell::scenario, &Scenario::chain_certificates)),
      Only([](const FileRow& row) { return IsOurServer(row) && IsTls13(row); },
           Flag("stateful_tickets", &FileRow::cell, &Cell::scenario, &Scenario::stateful_tickets)),
      Only([](const FileRow& row) { return row.cell.scenario.early_data(); },
           Whole("early_data_bytes", &FileRow::parameters, &Parameters::early_data_bytes)),
      Text("psk_mode", &FileRow::parameters, &Parameters::psk_mode),
      Text("kx", &FileRow::parameters, &Parameters::key_exchange),
      Named("offered_groups", &Scenario::offered_groups, OfferedNames, ParseOffer, kUnknown),
      Only(AsksForTickets, Whole("tickets_asked", &FileRow::cell, &Cell::scenario, &Scenario::tickets)),
      Only([](const FileRow& row) { return IsOurServer(row) && !IsTls13(row); },
           Flag("renewed_tickets", &FileRow::cell, &Cell::scenario, &Scenario::renew_tickets)),
      Only(IsTls13, Flag("reused_tickets", &FileRow::cell, &Cell::scenario, &Scenario::reuse_tickets)),
      Named("middlebox", &Scenario::middlebox, MiddleboxName, ParseMiddlebox, kUnknown),
      Flag("grease", &FileRow::cell, &Cell::scenario, &Scenario::grease),
      Named(
          "certificate_compression", &Scenario::certificate_compression, [](bool on) { return on ? "zlib" : ""; },
          ParseCompression, kUnknown),
  };
  return columns;
}

const Columns<FileRow>& AskedColumns() {
  static const Columns<FileRow> columns = {
      Named("cipher_suite_asked", &Scenario::cipher_suite, CipherSuiteName, ParseCipherSuite, kUnknown),
      Named("group_asked", &Scenario::group, GroupName, ParseGroup, kUnknown),
      Only(IsOurServer, Named("auth_asked", &Scenario::auth, AuthName, ParseAuth, kUnknown)),
  };
  return columns;
}

}  // namespace tlsbench

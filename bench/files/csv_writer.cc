#include "bench/files/csv_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "bench/files/csv_columns.h"

namespace tlsbench {
namespace {

// Which cell a row is about. `verified`: the parameters are what was negotiated, else what was asked for.
struct Identity {
  const Cell& cell;
  const Parameters& parameters;
  bool verified;
};

constexpr Column<Identity> kIdentity[] = {
    {"client", [](const Identity& row) { return NameInFiles(row.cell, row.cell.client); }},
    {"client_version", [](const Identity& row) { return row.cell.client_version; }},
    {"server", [](const Identity& row) { return NameInFiles(row.cell, row.cell.server); }},
    {"server_version", [](const Identity& row) { return row.cell.server_version; }},
    {"link", [](const Identity& row) { return std::string(LinkName(row.cell.link)); }},
    {"target", [](const Identity& row) { return row.cell.target; }},
    {"rtt_ms", [](const Identity& row) { return OfPath(row.cell, PathMs(row.cell.path.rtt_us)); }},
    {"protocol", [](const Identity& row) { return std::string(ProtocolName(row.cell.scenario.protocol)); }},
    {"handshake", [](const Identity& row) { return std::string(HandshakeName(row.cell.scenario.handshake)); }},
    {"cipher_suite", [](const Identity& row) { return row.parameters.cipher_suite; }},
    {"group", [](const Identity& row) { return row.parameters.group; }},
    {"auth", [](const Identity& row) { return row.parameters.auth; }},
    {"signature_scheme", [](const Identity& row) { return row.parameters.signature_scheme; }},
    {"tickets", [](const Identity& row) { return row.verified ? Count(row.parameters.tickets) : ""; }},
};

// What is somebody else's on a target.
std::string OfServer(const Cell& cell, const std::string& value) { return cell.link == LinkKind::kTarget ? "" : value; }

std::string OfTls13(const Cell& cell, const std::string& value) { return cell.scenario.tls13() ? value : ""; }

// Each library's own number as shipped. TLS 1.2 has one or none, and one is as usual.
std::string TicketsAsked(const Cell& cell) {
  const bool asked = !cell.scenario.as_shipped && (cell.scenario.tls13() || cell.scenario.tickets == 0);
  return asked ? OfServer(cell, Count(cell.scenario.tickets)) : "";
}

std::string OfferedNames(const Scenario& scenario) {
  return scenario.offered_groups.empty() ? "" : OfferName(scenario);
}

std::string MiddleboxName(Middlebox middlebox) {
  return middlebox == Middlebox::kAsItComes ? "" : middlebox == Middlebox::kOn ? "on" : "off";
}

std::string Renewed(const Cell& cell) {
  return cell.scenario.tls13() ? "" : OfServer(cell, Count(int{cell.scenario.renew_tickets}));
}

struct Kind {
  const Cell& cell;
  const Parameters& parameters;
};

constexpr Column<Kind> kKind[] = {
    {"client_auth",
     [](const Kind& row) { return OfServer(row.cell, std::string(AuthName(row.cell.scenario.client_auth))); }},
    {"chain_certificates",
     [](const Kind& row) { return OfServer(row.cell, Count(row.cell.scenario.chain_certificates)); }},
    {"stateful_tickets",
     [](const Kind& row) {
       return OfServer(row.cell, OfTls13(row.cell, Count(int{row.cell.scenario.stateful_tickets})));
     }},
    {"early_data_bytes",
     [](const Kind& row) { return row.cell.scenario.early_data() ? Count(row.parameters.early_data_bytes) : ""; }},
    {"psk_mode", [](const Kind& row) { return row.parameters.psk_mode; }},
    {"kx", [](const Kind& row) { return row.parameters.key_exchange; }},
    {"offered_groups", [](const Kind& row) { return OfferedNames(row.cell.scenario); }},
    {"tickets_asked", [](const Kind& row) { return TicketsAsked(row.cell); }},
    {"renewed_tickets", [](const Kind& row) { return Renewed(row.cell); }},
    {"reused_tickets", [](const Kind& row) { return OfTls13(row.cell, Count(int{row.cell.scenario.reuse_tickets})); }},
    {"middlebox", [](const Kind& row) { return MiddleboxName(row.cell.scenario.middlebox); }},
    {"grease", [](const Kind& row) { return Count(int{row.cell.scenario.grease}); }},
    {"certificate_compression",
     [](const Kind& row) { return row.cell.scenario.certificate_compression ? std::string("zlib") : ""; }},
};

}  // namespace

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string doubled;
  for (const char c : text) {
    doubled.append(c == '"' ? 2 : 1, c);
  }
  return fmt::format("\"{}\"", doubled);
}

std::string IdentityCsvHeader() { return Names(kIdentity); }

std::string KindCsvHeader() { return Names(kKind); }

std::string KindCsvFields(const Cell& cell, const Parameters& parameters) {
  return Fields(Kind{cell, parameters}, kKind);
}

std::string IdentityCsvFields(const Cell& cell, const Parameters& parameters, bool verified) {
  return Fields(Identity{cell, parameters, verified}, kIdentity);
}

}  // namespace tlsbench

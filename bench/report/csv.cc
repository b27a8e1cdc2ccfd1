#include "bench/report/csv.h"

#include <fmt/format.h>

#include "bench/report/csv_columns.h"

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

std::string IdentityCsvFields(const Cell& cell, const Parameters& parameters, bool verified) {
  return Fields(Identity{cell, parameters, verified}, kIdentity);
}

}  // namespace tlsbench

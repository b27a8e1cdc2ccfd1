#include "bench/files/csv_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <vector>

#include "bench/files/csv_columns.h"
#include "bench/scenario/axes.h"

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

// What of the handshakes is told behind the measurements, and is a result of theirs.
struct Kind {
  const Cell& cell;
  const Parameters& parameters;
};

constexpr Column<Kind> kKindResults[] = {
    {"early_data_bytes",
     [](const Kind& row) { return row.cell.scenario.early_data() ? Count(row.parameters.early_data_bytes) : ""; }},
    {"psk_mode", [](const Kind& row) { return row.parameters.psk_mode; }},
    {"kx", [](const Kind& row) { return row.parameters.key_exchange; }},
};

using TextOf = std::function<std::string(const ScenarioAxis& axis)>;

// A text for each axis that has its column there.
std::vector<std::string> OfAxes(ColumnPlace place, const TextOf& text_of) {
  std::vector<std::string> texts;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    if (axis.place == place) {
      texts.push_back(text_of(axis));
    }
  }
  return texts;
}

std::string Around(const std::string& results, const TextOf& text_of) {
  return fmt::format("{},{},{}", fmt::join(OfAxes(ColumnPlace::kKind, text_of), ","), results,
                     fmt::join(OfAxes(ColumnPlace::kBehindResult, text_of), ","));
}

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

std::string KindCsvHeader() {
  return Around(Names(kKindResults), [](const ScenarioAxis& axis) { return std::string(axis.column); });
}

std::string KindCsvFields(const Cell& cell, const Parameters& parameters) {
  return Around(Fields(Kind{cell, parameters}, kKindResults), [&](const ScenarioAxis& axis) {
    return CsvField(axis.FileText(cell.scenario, cell.link == LinkKind::kTarget));
  });
}

std::string IdentityCsvFields(const Cell& cell, const Parameters& parameters, bool verified) {
  return Fields(Identity{cell, parameters, verified}, kIdentity);
}

}  // namespace tlsbench

#include <algorithm>
#include <cmath>

#include "bench/files/file_rows.h"
#include "bench/scenario/axes.h"
#include "bench/scenario/code_points.h"
#include "bench/text/quantities.h"

namespace tlsbench {
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): clang-tidy 14 takes what a std::function holds for a leak.
namespace {

constexpr Refusal kUnknown = "nothing that this tlsbench knows";

// Makes the column of an axis that shows what was asked for. A value that the table of axes does not know is refused.
Column<FileRow> OfAxis(const ScenarioAxis& axis) {
  return {axis.column,
          [&axis](const FileRow& row) { return axis.FileText(row.cell.scenario, row.cell.link == LinkKind::kTarget); },
          [&axis](const std::string& text, FileRow& row) {
            return axis.parse(text, row.cell.scenario) ? Refusal() : kUnknown;
          }};
}

Columns<FileRow> OfAxes(ColumnPlace place) {
  Columns<FileRow> columns;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    if (axis.place == place) {
      columns.push_back(OfAxis(axis));
    }
  }
  return columns;
}

// Makes a column for what was asked for, if the column of the axis shows what was negotiated.
Column<FileRow> Asked(std::string_view name, std::string_view axis_name) {
  const ScenarioAxis& axis = AxisNamed(axis_name);
  return {name, [&axis](const FileRow& row) { return axis.text(row.cell.scenario); },
          [&axis](const std::string& text, FileRow& row) {
            return axis.parse(text, row.cell.scenario) ? Refusal() : kUnknown;
          }};
}

// Sets the group alone: a second group that a client offers has another column.
Refusal SetGroup(const std::string& text, FileRow& row) {
  const auto group = ParseGroup(text);
  row.cell.scenario.group = group.value_or(row.cell.scenario.group);
  return group ? Refusal() : kUnknown;
}

// Makes a column of microseconds, written as milliseconds with as few decimals as possible.
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

// Makes a column of a backend's name. The backends of a twin carry a suffix (result/result.h).
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
      OfAxis(AxisNamed("protocol")),
      OfAxis(AxisNamed("handshake")),
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
      Only(OnSockets, Column<FileRow>(
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
  static const Columns<FileRow> columns = OfAxes(ColumnPlace::kAmid);
  return columns;
}

const Columns<FileRow>& KindColumns() {
  static const Columns<FileRow> columns =
      Joined<FileRow>({OfAxes(ColumnPlace::kKind),
                       {Only([](const FileRow& row) { return row.cell.scenario.early_data(); },
                             Whole("early_data_bytes", &FileRow::parameters, &Parameters::early_data_bytes)),
                        Text("psk_mode", &FileRow::parameters, &Parameters::psk_mode),
                        Text("kx", &FileRow::parameters, &Parameters::key_exchange)},
                       OfAxes(ColumnPlace::kBehindResult)});
  return columns;
}

const Columns<FileRow>& AskedColumns() {
  static const Columns<FileRow> columns = {
      Asked("cipher_suite_asked", "cipher"),
      {"group_asked", [](const FileRow& row) { return GroupName(row.cell.scenario.group); }, SetGroup},
      Only(IsOurServer, Asked("auth_asked", "auth")),
  };
  return columns;
}

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}  // namespace tlsbench

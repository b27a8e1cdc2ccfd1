#include "bench/report/table_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

// Returns one number of decimals for a column, so that its decimal points are aligned: the largest number gets four
// digits.
template <class Get>
int DecimalsFor(const Rows& rows, Get get) {
  double largest = 0;
  for (const Summary* row : rows) {
    largest = std::max(largest, std::fabs(get(*row).value_or(0)));
  }
  return largest > 0 ? std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))), 0, 3) : 0;
}

template <class Get>
GridColumn Numbers(const std::string& group, const std::string& name, const Rows& rows, Get get) {
  const int decimals = DecimalsFor(rows, get);
  return TextColumn(group, name, rows, [&](const Summary& row) { return Fixed(get(row), decimals); });
}

template <class Integer>
GridColumn Counts(const std::string& group, const std::string& name, const Rows& rows, Integer FlightCounts::*count) {
  return TextColumn(group, name, rows,
                    [&](const Summary& row) { return row.counts ? fmt::format("{}", (*row.counts).*count) : "-"; });
}

void Add(std::vector<GridColumn>& columns, std::vector<GridColumn> more) {
  std::move(more.begin(), more.end(), std::back_inserter(columns));
}

GridColumn Verified(const Rows& rows) {
  return TextColumn("", "verified", rows, [](const Summary& row) {
    return row.handshakes == 0 ? "-" : fmt::format("{}/{}", row.verified, row.handshakes);
  });
}

std::vector<GridColumn> CpuColumns(const std::string& side, const Rows& rows, std::optional<Estimate> Summary::*cpu,
                                   std::optional<double> Summary::*min) {
  const std::string group = side + " CPU, us";
  const auto median = [&](const Summary& row) {
    return row.*cpu ? std::optional<double>((row.*cpu)->value) : std::nullopt;
  };
  const int decimals = DecimalsFor(rows, median);
  const auto interval = [&](const Summary& row) {
    const bool known = row.*cpu && (row.*cpu)->interval && row.rounds >= kRoundsForVerdict;
    return known ? fmt::format("{:.{}f}-{:.{}f}", (row.*cpu)->interval->low, decimals, (row.*cpu)->interval->high,
                               decimals)
                 : std::string("-");
  };
  return {TextColumn(group, "median", rows, [&](const Summary& row) { return Fixed(median(row), decimals); }),
          TextColumn(group, "95 %", rows, interval),
          TextColumn(group, "min", rows, [&](const Summary& row) { return Fixed(row.*min, decimals); })};
}

std::vector<GridColumn> MemoryColumns(const Rows& rows) {
  std::vector<GridColumn> columns = CpuColumns("client", rows, &Summary::client_cpu_us, &Summary::client_cpu_us_min);
  Add(columns, CpuColumns("server", rows, &Summary::server_cpu_us, &Summary::server_cpu_us_min));
  Add(columns,
      {Counts("", "RT", rows, &FlightCounts::round_trips), Counts("bytes", "sent", rows, &FlightCounts::bytes_sent),
       Counts("bytes", "received", rows, &FlightCounts::bytes_received), Verified(rows)});
  return columns;
}

std::vector<GridColumn> HandshakeMsColumns(const Rows& rows, bool p99) {
  const std::string group = "handshake, ms";
  std::vector<GridColumn> columns = {
      Numbers(group, "p50", rows, [](const Summary& row) { return row.handshake_ms.p50; }),
      Numbers(group, "p90", rows, [](const Summary& row) { return row.handshake_ms.p90; })};
  if (p99) {
    columns.push_back(Numbers(group, "p99", rows, [](const Summary& row) { return row.handshake_ms.p99; }));
  }
  return columns;
}

std::vector<GridColumn> LoopbackColumns(const Rows& rows) {
  std::vector<GridColumn> columns = HandshakeMsColumns(rows, true);
  const auto first_byte = [](const Summary& row) { return row.first_byte_ms.p50; };
  const auto rate = [](const Summary& row) { return row.handshakes_per_second; };
  const auto client = [](const Summary& row) { return row.client_process_cpu_us; };
  const auto server = [](const Summary& row) { return row.server_process_cpu_us; };
  Add(columns, {Numbers("first byte", "p50, ms", rows, first_byte), Numbers("handshakes", "per second", rows, rate),
                Numbers("process CPU, us", "client", rows, client), Numbers("process CPU, us", "server", rows, server),
                Counts("", "RT", rows, &FlightCounts::round_trips), Verified(rows)});
  return columns;
}

std::vector<GridColumn> TargetColumns(const Rows& rows) {
  const auto connect = [](const Summary& row) { return row.connect_ms_p50; };
  std::vector<GridColumn> columns = {Numbers("connect", "p50, ms", rows, connect)};
  Add(columns, HandshakeMsColumns(rows, false));
  const std::string group = "first byte, ms";
  Add(columns,
      {Numbers(group, "p50", rows, [](const Summary& row) { return row.first_byte_ms.p50; }),
       Numbers(group, "p90", rows, [](const Summary& row) { return row.first_byte_ms.p90; }),
       Counts("", "RT", rows, &FlightCounts::round_trips), Counts("bytes", "sent", rows, &FlightCounts::bytes_sent),
       Counts("bytes", "received", rows, &FlightCounts::bytes_received), Verified(rows)});
  return columns;
}

// Returns the columns of the times that a user waits for, with the prediction of the counted round trips.
std::vector<GridColumn> PathColumns(const Rows& rows) {
  const auto connect = [](const Summary& row) { return row.connect_ms_p50; };
  const auto handshake = [](const Summary& row) { return row.handshake_ms.p50; };
  const auto first_byte = [](const Summary& row) { return row.first_byte_ms.p50; };
  const auto p90 = [](const Summary& row) { return row.first_byte_ms.p90; };
  const auto predicted = [](const Summary& row) {
    return row.prediction ? std::optional<double>(row.prediction->first_byte_ms) : std::nullopt;
  };
  const auto residual = [](const Summary& row) {
    return row.prediction ? fmt::format("{:+.1f}", row.prediction->residual_percent) : "-";
  };
  const auto round_trips = [](const Summary& row) {
    return row.prediction ? fmt::format("{}", row.prediction->round_trips) : "-";
  };
  const auto stalls = [](const Summary& row) {
    return row.tcp && row.tcp->stalls ? fmt::format("{}", *row.tcp->stalls) : "-";
  };
  const auto again = [](const Summary& row) {
    return row.tcp ? fmt::format("{}/{}", row.tcp->retransmitted_connections, row.tcp->connections) : "-";
  };
  std::vector<GridColumn> columns = {Numbers("p50, ms", "connect", rows, connect),
                                     Numbers("p50, ms", "handshake", rows, handshake)};
  const std::string group = "first byte, ms";
  Add(columns, {Numbers(group, "p50", rows, first_byte), Numbers(group, "p90", rows, p90),
                Numbers(group, "predicted", rows, predicted), TextColumn(group, "off, %", rows, residual),
                Counts("round trips", "TLS", rows, &FlightCounts::round_trips),
                TextColumn("round trips", "all", rows, round_trips), TextColumn("", "stalls", rows, stalls),
                TextColumn("", "resent", rows, again), Verified(rows)});
  return columns;
}

}  // namespace

void AddMeasurements(const Rows& rows, std::vector<GridColumn>& columns) {
  switch (rows[0]->cell.link) {
    case LinkKind::kMemory:
      Add(columns, MemoryColumns(rows));
      break;
    case LinkKind::kLoopback:
      Add(columns, LoopbackColumns(rows));
      break;
    case LinkKind::kPath:
      Add(columns, PathColumns(rows));
      break;
    case LinkKind::kTarget:
      Add(columns, TargetColumns(rows));
      break;
  }
}

}  // namespace tlsbench

// Reads tests/data/ground-truth.tsv: what handshakes of known scenarios look like on the wire, measured elsewhere. The
// format is taken literally: whatever is not exactly as it should be is an error with its line. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_H_
#define TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_H_

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/os/file.h"
#include "tests/support/folders.h"

namespace tlsbench {

struct TruthMessage {
  std::string name;                  // "ClientHello", "CCS", "{app data}"
  std::optional<std::size_t> bytes;  // of a handshake message

  bool operator==(const TruthMessage&) const = default;
};

struct TruthFlight {
  Role from = Role::kClient;
  std::size_t bytes = 0;
  std::vector<TruthMessage> messages;
};

struct TruthRow {
  std::string library;
  std::string scenario;
  bool resumed = false;
  unsigned tickets = 0;
  double may_send_round_trips = 0;
  double first_byte_round_trips = 0;
  std::vector<TruthFlight> flights;
};

inline std::vector<std::string_view> SplitBy(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + separator.size());
  }
}

template <class Number>
bool ReadWhole(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// "ServerHello[84] CCS {app data}". Nothing if it is not that.
inline std::optional<std::vector<TruthMessage>> ParseMessages(std::string_view text) {
  std::vector<TruthMessage> messages;
  while (!text.empty()) {
    const std::size_t end = text.front() == '{' ? text.find('}') + 1 : std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    if (end == 0 || (!text.empty() && (text.front() != ' ' || text.size() == 1))) {
      return std::nullopt;
    }
    text.remove_prefix(text.empty() ? 0 : 1);
    TruthMessage message;
    if (const std::size_t open = word.find('['); open != std::string_view::npos) {
      if (word.back() != ']' || !ReadWhole(word.substr(open + 1, word.size() - open - 2), message.bytes.emplace())) {
        return std::nullopt;
      }
      word = word.substr(0, open);
    } else if (word != "CCS" && word != "alert" && word.front() != '{') {
      return std::nullopt;
    }
    message.name = word;
    messages.push_back(std::move(message));
  }
  return messages.empty() ? std::nullopt : std::optional(std::move(messages));
}

// "C:165B ClientHello[160]"
inline std::optional<TruthFlight> ParseFlight(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space < 4 || text[1] != ':' || text[space - 1] != 'B' ||
      (text[0] != 'C' && text[0] != 'S')) {
    return std::nullopt;
  }
  TruthFlight flight;
  flight.from = text[0] == 'C' ? Role::kClient : Role::kServer;
  auto messages = ParseMessages(text.substr(space + 1));
  if (!messages || !ReadWhole(text.substr(2, space - 3), flight.bytes)) {
    return std::nullopt;
  }
  flight.messages = std::move(*messages);
  return flight;
}

inline tl::expected<TruthRow, std::string> ParseTruthRow(std::string_view line) {
  const auto fields = SplitBy(line, "\t");
  if (fields.size() != 10) {
    return tl::unexpected(fmt::format("{} fields and not 10", fields.size()));
  }
  TruthRow row;
  row.library = fields[0];
  row.scenario = fields[1];
  double unused = 0;
  const bool flags = (fields[2] == "0" || fields[2] == "1") && (fields[3] == "0" || fields[3] == "1");
  if (row.library.empty() || row.scenario.empty() || !flags || !ReadWhole(fields[4], row.tickets) ||
      !ReadWhole(fields[5], row.may_send_round_trips) || !ReadWhole(fields[6], unused) ||
      !ReadWhole(fields[7], row.first_byte_round_trips) || !ReadWhole(fields[8], unused)) {
    return tl::unexpected(std::string("a field is not what its column says"));
  }
  row.resumed = fields[2] == "1";
  for (const std::string_view text : SplitBy(fields[9], " ; ")) {
    auto flight = ParseFlight(text);
    if (!flight) {
      return tl::unexpected(fmt::format("'{}' is no flight", text));
    }
    row.flights.push_back(std::move(*flight));
  }
  return row;
}

// Lines that begin with # are words; the first other one names the columns.
inline tl::expected<std::vector<TruthRow>, std::string> ParseTruth(std::string_view text) {
  constexpr std::string_view kColumns =
      "lib\tscenario\treused\tearly_data\tnst_received\tclient_may_send_rtt\tserver_may_send_rtt\tttfb_rtt_after_tcp\t"
      "server_first_byte_rx_rtt\tflights";
  if (text.empty() || text.back() != '\n') {
    return tl::unexpected(std::string("the last line does not end"));
  }
  text.remove_suffix(1);
  std::vector<TruthRow> rows;
  bool columns = false;
  int number = 0;
  for (const std::string_view line : SplitBy(text, "\n")) {
    ++number;
    if (line.starts_with('#')) {
      continue;
    }
    if (!columns && line != kColumns) {
      return tl::unexpected(fmt::format("line {}: the columns are not those that this reads", number));
    }
    if (!std::exchange(columns, true)) {
      continue;
    }
    auto row = ParseTruthRow(line);
    if (!row) {
      return tl::unexpected(fmt::format("line {}: {}", number, row.error()));
    }
    rows.push_back(std::move(*row));
  }
  return rows;
}

// The file, parsed once.
inline const std::vector<TruthRow>& Truth() {
  static const std::vector<TruthRow> rows = [] {
    const auto parsed = ParseTruth(ReadFile(std::string(kDataFolder) + "/ground-truth.tsv").value_or(""));
    EXPECT_TRUE(parsed) << parsed.error();
    return parsed.value_or(std::vector<TruthRow>());
  }();
  return rows;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_GROUND_TRUTH_H_

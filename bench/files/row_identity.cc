#include "bench/files/row_identity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/scenario/axes.h"

namespace tlsbench {
namespace {

bool EndsWithTwin(std::string_view name) { return name.ends_with(kTwinSuffix); }

std::string PathWords(const ColumnText& text) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view column, std::string_view usual, fmt::string_view format) {
    const std::string value = text(column);
    if (!value.empty() && value != usual) {
      words.push_back(fmt::vformat(format, fmt::make_format_args(value)));
    }
  };
  add("jitter_ms", "0", "jitter {} ms");
  add("loss_percent", "0", "{} % loss");
  add("rate_mbit_per_s", "", "{} Mbit/s");
  add("mtu_bytes", "1500", "MTU {}");
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string TransportWords(const ColumnText& text) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view column, std::string_view value, const char* name) {
    if (text(column) == value) {
      words.emplace_back(name);
    }
  };
  add("nagle", "1", "Nagle");
  add("write_mode", "library", "library writes");
  add("fast_open", "1", "fast open");
  return fmt::format("{}", fmt::join(words, ", "));
}

// What is as usual says nothing, so that runs of before these columns name the same rows.
std::string SettingWords(const ColumnText& text) {
  std::vector<std::string> words;
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const std::string value = axis.setting.empty() ? "" : text(axis.column);
    if (!value.empty() && value != axis.text(Scenario())) {
      words.push_back(fmt::format(fmt::runtime(axis.setting), value));
    }
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

RowIdentity IdentityOf(const ColumnText& text) {
  return {text("client"),   text("server"),      text("link"),         text("target"),     text("rtt_ms"),
          text("protocol"), text("handshake"),   text("cipher_suite"), text("group"),      text("auth"),
          text("tickets"),  text("chain_bytes"), PathWords(text),      SettingWords(text), TransportWords(text)};
}

std::vector<std::string> KeyOf(const RowIdentity& row) {
  return {row.client,       row.server, row.link, row.target,      row.rtt_ms, row.protocol, row.handshake,
          row.cipher_suite, row.group,  row.auth, row.chain_bytes, row.path,   row.setting,  row.transport};
}

const std::vector<std::string_view>& IdentityColumns() {
  static const std::vector<std::string_view> columns = {"client",    "server",       "link",  "target", "protocol",
                                                        "handshake", "cipher_suite", "group", "auth",   "tickets"};
  return columns;
}

bool IsTwin(const RowIdentity& identity) { return EndsWithTwin(identity.client) || EndsWithTwin(identity.server); }

}  // namespace tlsbench

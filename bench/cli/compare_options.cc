#include "bench/cli/compare_options.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace tlsbench {
namespace {

const std::map<std::string, CompareBy> kBys = {
    {"client", CompareBy::kClient}, {"protocol", CompareBy::kProtocol}, {"handshake", CompareBy::kHandshake}};
const std::map<std::string, CompareFormat> kFormats = {{"table", CompareFormat::kTable},
                                                       {"csv", CompareFormat::kCsv},
                                                       {"json", CompareFormat::kJson},
                                                       {"markdown", CompareFormat::kMarkdown}};

// With --by there is one folder, as an operand or with --run; otherwise two operands.
std::optional<std::string> ConvertOperands(const RawCompare& raw, CompareCommand& command) {
  if (command.by == CompareBy::kNothing) {
    if (raw.operands.size() != 2) {
      return fmt::format("compare wants BASE and NEW, and got {}; or DIR --by client, protocol or handshake",
                         raw.operands.size());
    }
    command.base = raw.operands[0];
    command.now = raw.operands[1];
    command.run = raw.run;
    return std::nullopt;
  }
  if (raw.operands.size() + (raw.run.empty() ? 0 : 1) != 1) {
    return "--by wants one folder: compare DIR --by client, protocol or handshake";
  }
  command.run = raw.run.empty() ? raw.operands[0] : raw.run;
  return std::nullopt;
}

}  // namespace

void AddCompareOptions(OptionSet& options, RawCompare& raw) {
  options.Value("operands", &raw.operands, "",
                "BASE and NEW: folders of runs, or with --run backends; or one DIR with --by");
  options.Value("--run", &raw.run, "DIR",
                "The run that BASE and NEW are backends of: full names, or prefixes before a '-' or a '.'");
  options.Value("--by", &raw.by, "WHAT", "client, protocol, handshake: what to compare within one run");
  options.Value("--format", &raw.format, "FORMAT", "table, csv, json, markdown");
  options.Value("--fail-above", &raw.fail_above, "PERCENT", "Exit 1 if anything is dearer or slower by more than this");
  options.Flag("--unlike", raw.unlike, "Compare rows of other groups, suites, certificates, tickets or machines too");
}

std::optional<std::string> ConvertCompare(const RawCompare& raw, CompareCommand& command) {
  if (!raw.by.empty()) {
    const auto by = kBys.find(raw.by);
    if (by == kBys.end()) {
      return fmt::format("unknown --by '{}'; there are client, protocol, handshake", raw.by);
    }
    command.by = by->second;
  }
  const auto format = kFormats.find(raw.format);
  if (format == kFormats.end()) {
    return fmt::format("unknown format '{}'; there are table, csv, json, markdown", raw.format);
  }
  command.format = format->second;
  if (raw.fail_above && !(std::isfinite(*raw.fail_above) && *raw.fail_above >= 0)) {
    return "--fail-above is a number of percent from 0 on";
  }
  command.fail_above_percent = raw.fail_above;
  command.unlike = raw.unlike;
  return ConvertOperands(raw, command);
}

}  // namespace tlsbench

#include "bench/command/list.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/measure/library_defaults.h"
#include "bench/plan/run_options.h"
#include "bench/plugin/catalogue.h"
#include "bench/report/capabilities.h"
#include "bench/report/library_defaults_text.h"
#include "bench/text/terminal.h"

namespace tlsbench {
namespace {

void Print(const BackendInfo& info) {
  fmt::print("{}\n  library   {} ({})\n", info.name, info.library_version, info.linkage);
  if (!info.build_flags.empty()) {
    fmt::print("  built     {}\n", info.build_flags);
  }
  if (!info.build_note.empty()) {
    fmt::print("  note      {}\n", info.build_note);
  }
  for (const VariantInfo& variant : info.variants) {
    fmt::print("  variant   {}@{}: {}\n", info.name, variant.name, variant.description);
  }
}

void PrintCapabilities(const std::vector<BackendInfo>& backends, ListFormat format) {
  if (format == ListFormat::kCsv) {
    fmt::print("{}", CapabilityCsv(backends));
  } else if (format == ListFormat::kMarkdown) {
    fmt::print("{}", CapabilityMarkdown(backends));
  } else {
    std::for_each(backends.begin(), backends.end(), Print);
    const std::string table = CapabilityTable(backends, TerminalWidth());
    fmt::print("{}{}", table.empty() ? "" : "\n", table);
  }
}

tl::expected<std::vector<BackendInfo>, std::string> Selected(const ListCommand& command, const BackendList& list) {
  std::vector<BackendInfo> selected = command.backends.empty() ? list.backends : std::vector<BackendInfo>();
  for (const std::string& name : command.backends) {
    const auto matches = SelectBackends(name, list);
    if (!matches) {
      return tl::unexpected(matches.error());
    }
    for (BackendInfo info : *matches) {
      if (!info.environment.empty()) {  // a variant may lack what its plug-in can do
        const auto described = DescribeBackend(info.file, Detail::kCapabilities);
        if (!described) {
          return tl::unexpected(described.error());
        }
        info.capabilities = described->capabilities;
      }
      const auto same = [&](const BackendInfo& known) { return known.name == info.name; };
      if (std::none_of(selected.begin(), selected.end(), same)) {
        selected.push_back(std::move(info));
      }
    }
  }
  return selected;
}

}  // namespace

int ListBackends(const ListCommand& command) {
  const BackendList list = DescribeBackends(command.parity ? Detail::kIdentity : Detail::kCapabilities);
  auto selected = Selected(command, list);
  if (!selected) {
    fmt::print(stderr, "tlsbench: {}\n", selected.error());
    return kExitUsage;
  }
  if (command.parity) {
    AddBehaviours(*selected, DefaultPins());
    fmt::print("{}", ParityTable(*selected, TerminalWidth()));
  } else {
    PrintCapabilities(*selected, command.format);
  }
  for (const std::string& refused : list.refused) {
    fmt::print(stderr, "Left out: {}\n", refused);
  }
  if (list.backends.empty()) {
    fmt::print(stderr, "tlsbench: no plug-in was found; build them, or set TLSBENCH_BACKENDS to their folder\n");
    return kExitFailedRow;
  }
  return kExitOk;
}

}  // namespace tlsbench

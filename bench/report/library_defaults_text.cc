#include "bench/report/library_defaults_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/scenario/scenario.h"
#include "bench/text/grid.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

std::string Tls12Only(const Behaviour& behaviour, const char* text) { return behaviour.protocol == "1.2" ? text : "-"; }

struct Property {
  const char* column;
  bool left;
  std::string (*of)(const Behaviour& behaviour);
  std::string (*in_words)(const std::string& shipped, const std::string& pinned);
};

std::string Instead(const std::string& shipped, const std::string& pinned) {
  return fmt::format("{} (pinned: {})", shipped, pinned);
}

constexpr Property kProperties[] = {
    {"TLS", true, [](const Behaviour& b) { return OrDash(b.protocol); },
     [](const std::string& shipped, const std::string& pinned) {
       return fmt::format("TLS {} (pinned: {})", shipped, pinned);
     }},
    {"cipher suite", true, [](const Behaviour& b) { return OrDash(b.cipher_suite); }, Instead},
    {"group", true, [](const Behaviour& b) { return OrDash(b.group); }, Instead},
    {"signature", true, [](const Behaviour& b) { return OrDash(b.signature_scheme); }, Instead},
    {"tickets", false, [](const Behaviour& b) { return fmt::format("{}", b.tickets); },
     [](const std::string& shipped, const std::string& pinned) {
       return fmt::format("{} (pinned: {})", Counted(std::stoul(shipped), "ticket"), pinned);
     }},
    {"EMS", true, [](const Behaviour& b) { return Tls12Only(b, b.extended_master_secret ? "yes" : "no"); },
     [](const std::string& shipped, const std::string& /*pinned*/) {
       return std::string(shipped == "yes" ? "the" : "no") + " extended master secret";
     }},
    {"verifies", true, [](const Behaviour& b) { return std::string(b.verifies ? "yes" : "no"); },
     [](const std::string& shipped, const std::string& /*pinned*/) {
       return std::string(shipped == "yes" ? "verification" : "no verification") + " of certificates by the client";
     }},
    {"ClientHello", false, [](const Behaviour& b) { return fmt::format("{}", b.client_hello_bytes); },
     [](const std::string& shipped, const std::string& pinned) {
       return fmt::format("a ClientHello of {} bytes (pinned: {})", shipped, pinned);
     }}};

const Behaviour* Find(const BackendInfo& info, const std::string& setting) {
  const auto found = std::find_if(info.behaviours.begin(), info.behaviours.end(),
                                  [&](const Behaviour& behaviour) { return behaviour.setting == setting; });
  return found == info.behaviours.end() ? nullptr : &*found;
}

// A library whose value is not known (a dash) counts as different from none.
std::vector<std::string> Differences(const Behaviour& pinned, const Behaviour& shipped) {
  std::vector<std::string> differences;
  for (const Property& property : kProperties) {
    const std::string before = property.of(pinned);
    const std::string after = property.of(shipped);
    if (before != after && before != "-" && after != "-") {
      differences.push_back(property.in_words(after, before));
    }
  }
  return differences;
}

std::string Sentence(const BackendInfo& info, std::string_view protocol) {
  const Behaviour* pinned = Find(info, fmt::format("pinned {}", protocol));
  const Behaviour* shipped = Find(info, fmt::format("as shipped {}", protocol));
  if (pinned == nullptr || shipped == nullptr) {
    return "";
  }
  for (const Behaviour* behaviour : {pinned, shipped}) {
    if (!behaviour->failure.empty()) {
      return fmt::format("{}, {}: {}.", info.name, behaviour->setting, behaviour->failure);
    }
  }
  const std::vector<std::string> differences = Differences(*pinned, *shipped);
  return differences.empty()
             ? ""
             : fmt::format("TLS {}: {} would use {}.", protocol, info.name, fmt::join(differences, ", "));
}

}  // namespace

std::string ParityTable(const std::vector<BackendInfo>& backends, std::size_t width) {
  std::vector<GridColumn> columns = {{"", "backend", {}, true}, {"", "setting", {}, true}};
  for (const Property& property : kProperties) {
    columns.push_back({"", property.column, {}, property.left});
  }
  std::string failures;
  for (const BackendInfo& info : backends) {
    for (const Behaviour& behaviour : info.behaviours) {
      columns[0].cells.push_back(info.name);
      columns[1].cells.push_back(behaviour.setting);
      for (std::size_t i = 0; i < std::size(kProperties); ++i) {
        columns[i + 2].cells.push_back(behaviour.failure.empty() ? kProperties[i].of(behaviour) : "-");
      }
      if (!behaviour.failure.empty()) {
        failures += Wrap("", fmt::format("{}, {}: {}", info.name, behaviour.setting, behaviour.failure), width);
      }
    }
  }
  GridStyle style;
  style.width = width;
  return LayOut(columns, 2, style) + failures;
}

std::string ParityDifferences(const std::vector<BackendInfo>& backends, const std::vector<std::uint16_t>& protocols,
                              std::size_t width) {
  std::string text;
  for (const std::uint16_t protocol : protocols) {
    for (const BackendInfo& info : backends) {
      if (const std::string sentence = Sentence(info, ProtocolName(protocol)); !sentence.empty()) {
        text += Wrap("  - ", sentence, width);
      }
    }
  }
  return text.empty() ? "" : "As shipped, with nothing pinned (--as-shipped):\n" + text;
}

std::string BuildNotes(const std::vector<BackendInfo>& backends, std::size_t width) {
  std::string text;
  for (const BackendInfo& info : backends) {
    if (info.is_library && !info.build_note.empty()) {
      text += Wrap("Note: ", fmt::format("{}: {}", info.name, info.build_note), width);
    }
  }
  return text;
}

}  // namespace tlsbench

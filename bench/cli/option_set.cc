#include "bench/cli/option_set.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "bench/cli/scenario_options.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

Words NamesOf(const CLI::App& app) {
  Words names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

void Register(const Option& option, CLI::App& app) {
  if (auto* const* flag = std::get_if<bool*>(&option.target)) {
    app.add_flag(option.name, **flag, option.help);
    return;
  }
  std::visit(
      [&](auto* target) {
        app.add_option(option.name, *target, option.help)->type_name(option.type)->delimiter(option.delimiter);
      },
      option.target);
}

// Explains in one line what CLI11 refused.
UsageError Explain(const CLI::App& app, const CLI::ParseError& error) {
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const Words remaining = app.remaining();
  if (!extra || remaining.empty()) {
    return {fmt::format("{}; --help shows the options", error.what())};
  }
  const std::string word = remaining[0].substr(0, remaining[0].find('='));
  return {word.rfind('-', 0) == 0 ? Unknown("option", word, NamesOf(app))
                                  : fmt::format("unexpected '{}'; --help shows the options", word)};
}

}  // namespace

void OptionSet::Flag(const std::string& name, bool& target, const std::string& help) {
  options_.push_back({name, &target, "", help});
}

void OptionSet::Value(const std::string& name, OptionTarget target, const std::string& type, const std::string& help) {
  options_.push_back({name, target, type, help});
}

void OptionSet::List(const std::string& name, Words& target, const std::string& help) {
  options_.push_back({name, &target, "LIST", help, ','});
}

std::optional<std::variant<PrintText, UsageError>> OptionSet::Parse(Words words) const {
  CLI::App app(description_, program_);
  if (!version_.empty()) {
    app.set_version_flag("--version", version_);
  }
  for (const Option& option : options_) {
    Register(option, app);
  }
  for (const auto& [one, other] : exclusive_) {
    app.get_option(one)->excludes(app.get_option(other));
  }
  std::reverse(words.begin(), words.end());  // CLI11 takes them in this order
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    return PrintText{app.help()};
  } catch (const CLI::CallForVersion& version) {
    return PrintText{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return Explain(app, error);
  }
  return std::nullopt;
}

}  // namespace tlsbench

#include "bench/report/machine_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/report/phrases.h"
#include "bench/report/row_labels.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

constexpr double kBusy = 0.5;          // runnable processes for each core, before the run
constexpr double kStolen = 1;          // percent of all cores
constexpr std::size_t kRowsNamed = 6;  // the others are in summary.csv

std::string OrUnknown(const std::string& fact) { return fact.empty() ? "not told" : fact; }

std::string RandomisationText(const Environment& environment) {
  return environment.address_randomisation ? fmt::format("{}", *environment.address_randomisation) : "not told";
}

// Returns the growth of a value between the two readings.
template <class Value>
Value Grown(const MachineFacts& machine, std::optional<Value> Load::*value) {
  const bool known = machine.before && machine.after && (*machine.before).*value && (*machine.after).*value;
  return known ? std::max(Value{}, *((*machine.after).*value) - *((*machine.before).*value)) : Value{};
}

std::string MachineLine(const MachineFacts& machine) {
  const Environment& facts = machine.environment;
  std::string text =
      fmt::format("Machine: {}, {}, SMT {}, turbo {}, governor {}, {}, {}, clock source {}, address randomisation {}",
                  OrUnknown(facts.cpu_model), Counted(facts.cores, "core"), OrUnknown(facts.smt),
                  OrUnknown(facts.turbo), OrUnknown(facts.governor),
                  facts.virtualisation.empty() ? "no hypervisor seen" : "virtual: " + facts.virtualisation,
                  facts.kernel, OrUnknown(facts.clock_source), RandomisationText(facts));
  if (machine.before && machine.after) {
    text += fmt::format(", load {:.1f} before and {:.1f} after, {:.1f} % stolen", machine.before->load_average,
                        machine.after->load_average, StolenPercent(machine.before, machine.after).value_or(0));
  }
  return text + ".";
}

bool AnyDrifted(const std::vector<Summary>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const Summary& row) { return row.noisy.find("drifted") != std::string::npos; });
}

void AdviseOnMachine(const Environment& facts, std::vector<std::string>& advice) {
  if (!facts.governor.empty() && facts.governor != "performance") {
    advice.push_back(
        fmt::format("The frequency governor is {}: with \"performance\" the clock changes less.", facts.governor));
  }
  if (facts.smt == "on") {
    advice.push_back("SMT is on: what runs on a core's other thread slows this one; switch it off for measurements.");
  }
  if (facts.turbo == "on") {
    advice.push_back("Turbo is on: the clock depends on heat and on the other cores; switch it off for measurements.");
  }
  if (facts.cores == 1) {
    advice.push_back("There is one core: client and server share it, and on socket links wait for each other.");
  }
  if (facts.address_randomisation == 0) {
    advice.push_back(
        "Addresses are not randomised: every execution has one layout, so that intervals do not cover what another "
        "would show.");
  }
  if (facts.clock_source == "hpet" || facts.clock_source == "acpi_pm") {
    advice.push_back(
        fmt::format("The clock source is {}: each reading costs a microsecond or so.", facts.clock_source));
  }
}

void AdviseOnLoad(const MachineFacts& machine, std::vector<std::string>& advice) {
  if (machine.before && machine.before->load_average > kBusy * std::max(1U, machine.environment.cores)) {
    advice.push_back(fmt::format("The load was {:.1f} before the run began: end what else runs, or wait.",
                                 machine.before->load_average));
  }
  if (const double stolen = StolenPercent(machine.before, machine.after).value_or(0); stolen > kStolen) {
    advice.push_back(fmt::format(
        "The hypervisor gave {:.1f} % of the time to others: take a machine of your own, or rest on ratios of shared "
        "rounds and on minima.",
        stolen));
  }
  if (const auto throttles = Grown(machine, &Load::thermal_throttles); throttles > 0) {
    advice.push_back(
        fmt::format("The processor throttled itself for heat {} times: cool it, or lower its clock.", throttles));
  }
  if (const double stopped = Grown(machine, &Load::quota_stopped_seconds); stopped > 0) {
    advice.push_back(fmt::format(
        "The control group's CPU quota stopped this run for {:.2f} s: raise the quota (cpu.max).", stopped));
  }
}

std::string NoisyText(const std::vector<Summary>& rows, std::size_t width) {
  const std::vector<std::string> noisy = NoisyRows(rows);
  std::string text =
      noisy.empty() ? "" : Wrap("", fmt::format("Noisy: {} of {}.", noisy.size(), Counted(rows.size(), "row")), width);
  for (std::size_t i = 0; i < std::min(noisy.size(), kRowsNamed); ++i) {
    text += Wrap("  - ", noisy[i] + ".", width);
  }
  if (noisy.size() > kRowsNamed) {
    text += Wrap("  - ", fmt::format("{} more, in summary.csv's column noisy.", noisy.size() - kRowsNamed), width);
  }
  return text;
}

}  // namespace

std::vector<std::string> NoisyRows(const std::vector<Summary>& rows) {
  std::vector<std::string> noisy;
  for (const Summary& row : rows) {
    if (!row.noisy.empty()) {
      const std::string name = ScenarioNames(rows, row.cell).Name(row.cell.scenario);
      noisy.push_back(fmt::format("{}, {}, {}: {}", EndsName(row.cell), PlaceName(row.cell), name, row.noisy));
    }
  }
  return noisy;
}

std::vector<std::string> Advice(const MachineFacts& machine, const std::vector<Summary>& rows) {
  std::vector<std::string> advice;
  AdviseOnMachine(machine.environment, advice);
  AdviseOnLoad(machine, advice);
  if (AnyDrifted(rows)) {
    advice.push_back(
        "Rows drifted: differences between rows of this run stand, since their rounds were shared, but do not hold its "
        "numbers against another run's; a longer --time helps.");
  }
  return advice;
}

std::string MachineText(const MachineFacts& machine, const std::vector<Summary>& rows, std::size_t width) {
  std::string text = Wrap("", MachineLine(machine), width) + NoisyText(rows, width);
  for (const std::string& sentence : Advice(machine, rows)) {
    text += Wrap("  ! ", sentence, width);
  }
  return text;
}

}  // namespace tlsbench

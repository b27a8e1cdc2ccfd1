#include "bench/command/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <tl/expected.hpp>
#include <utility>

#include "bench/compare/verdict_formats.h"
#include "bench/files/csv_reader.h"
#include "bench/files/run_reader.h"
#include "bench/plan/run_options.h"
#include "bench/plugin/backend_names.h"
#include "bench/text/nearest.h"
#include "bench/text/quantities.h"
#include "bench/text/terminal.h"
#include "bench/text/wrapping.h"

namespace tlsbench {
namespace {

constexpr std::string_view kApartNote =
    "These runs shared no rounds, so nobody can tell what the machine did in between from a difference: one is claimed "
    "only where medians and minima of the rounds agree, and the interval spans both; and rows of one build in both "
    "runs "
    "show what the machine did, within which nothing is claimed. To interleave, measure both in "
    "one "
    "run (--backend A,B; another build of a library becomes a backend by -DTLSBENCH_BACKENDS or scripts/get-library) "
    "and "
    "compare them with --run DIR A B.";

int Complain(const std::string& words, int code) {
  fmt::print(stderr, "tlsbench: {}\n", words);
  return code;
}

tl::expected<std::string, std::string> FindBackend(const ComparedRun& run, const std::string& word) {
  std::set<std::string> names;
  for (const ComparedRow& row : run.rows) {
    names.insert(row.cell.client);
    names.insert(row.cell.server);
  }
  names.erase("");
  const std::vector<std::string> known(names.begin(), names.end());
  const std::vector<std::string> matches = SelectNames(word, known);
  if (matches.size() == 1) {
    return matches[0];
  }
  if (matches.size() > 1) {
    return tl::unexpected(fmt::format("'{}' may be {}; say which", word, ListOf(matches)));
  }
  const std::string nearest = NearestName(word, known);
  return tl::unexpected(fmt::format(
      "{} holds no backend '{}'; {}", run.path, word,
      nearest.empty() ? fmt::format("it holds {}", ListOf(known)) : fmt::format("did you mean {}?", nearest)));
}

// Holds everything that a command found out and prints.
struct Judgement {
  VerdictReport report;
  std::vector<std::string> troubles;  // rows that had failed in their run, a line each
};

bool IsNamed(const Cell& cell, const std::vector<std::string>& backends) {
  return backends.empty() || std::any_of(backends.begin(), backends.end(), [&](const std::string& name) {
           return cell.client == name || cell.server == name;
         });
}

// Adds one line for each status except ok, with its first reason, for the rows of `backends`.
void NoteRowsLeftOut(const ComparedRun& run, const std::vector<std::string>& backends, Judgement& judgement) {
  for (const Status status : {Status::kFailed, Status::kRefused, Status::kUnsupported, Status::kIncomplete}) {
    std::size_t count = 0;
    const ComparedRow* first = nullptr;
    for (const ComparedRow& row : run.rows) {
      if (row.status == status && IsNamed(row.cell, backends)) {
        first = first == nullptr ? &row : first;
        ++count;
      }
    }
    if (count == 0) {
      continue;
    }
    const std::string words = fmt::format(
        "{}: {} {} and left out, first {} TLS {} {}: {}", run.path, Counted(count, "row"), StatusName(status),
        first->cell.client, ProtocolName(first->cell.scenario.protocol), HandshakeName(first->cell.scenario.handshake),
        first->reason.empty() ? "no reason was recorded" : Shown(first->reason, 300));
    (status == Status::kFailed ? judgement.troubles : judgement.report.notes).push_back(words);
  }
}

// Reads a run. If a file was cut off, the part that was left out is noted on stderr.
tl::expected<ComparedRun, std::string> Read(const std::string& path) {
  const auto run = ReadRun(path);
  if (!run) {
    return tl::unexpected(run.error());
  }
  if (run->rounds.empty()) {
    return tl::unexpected(fmt::format("{}/rounds.csv holds no round: nothing was measured", path));
  }
  for (const std::string& note : run->notes) {
    fmt::print(stderr, "Note: {}\n", note);
  }
  return ComparedRunOf(*run);
}

tl::expected<Judgement, std::string> CompareTwoRuns(const CompareCommand& command) {
  const auto base = Read(command.base);
  const auto now = Read(command.now);
  for (const auto* run : {&base, &now}) {
    if (!*run) {
      return tl::unexpected(run->error());
    }
  }
  std::error_code error;
  Terms terms;
  terms.axis = Axis::kRun;
  terms.apart = !std::filesystem::equivalent(command.base, command.now, error);
  terms.unlike = command.unlike;
  terms.base_machine = base->machine;
  terms.now_machine = now->machine;
  terms.noise = std::max(NoiseOf(*base), NoiseOf(*now));
  Judgement judgement;
  const std::vector<RowPair> pairs = PairRuns(*base, *now);
  terms.drift = DriftOf(pairs, terms);
  judgement.report.verdicts = JudgeAll(pairs, terms);
  if (terms.apart) {
    judgement.report.notes.emplace_back(kApartNote);
  }
  NoteRowsLeftOut(*base, {}, judgement);
  if (terms.apart) {
    NoteRowsLeftOut(*now, {}, judgement);
  }
  return judgement;
}

tl::expected<Judgement, std::string> CompareWithinRun(const CompareCommand& command) {
  const auto run = Read(command.run);
  if (!run) {
    return tl::unexpected(run.error());
  }
  Terms terms;
  terms.unlike = command.unlike;
  terms.noise = NoiseOf(*run);
  Judgement judgement;
  std::vector<std::string> backends;
  switch (command.by) {
    case CompareBy::kNothing:
      for (const std::string& word : {command.base, command.now}) {
        const auto name = FindBackend(*run, word);
        if (!name) {
          return tl::unexpected(name.error());
        }
        backends.push_back(*name);
      }
      judgement.report.verdicts = JudgeAll(PairBackends(*run, backends[0], backends[1]), terms);
      break;
    case CompareBy::kClient:
      judgement.report.verdicts = JudgeClients(*run, terms);
      break;
    case CompareBy::kProtocol:
      terms.axis = Axis::kProtocol;
      judgement.report.verdicts = JudgeAll(PairProtocols(*run), terms);
      break;
    case CompareBy::kHandshake:
      terms.axis = Axis::kHandshake;
      judgement.report.verdicts = JudgeAll(PairHandshakes(*run), terms);
      break;
  }
  NoteRowsLeftOut(*run, backends, judgement);
  return judgement;
}

std::string Formatted(const CompareCommand& command, const VerdictReport& report) {
  switch (command.format) {
    case CompareFormat::kTable:
      return VerdictTable(report, TerminalWidth());
    case CompareFormat::kCsv:
      return VerdictCsv(report);
    case CompareFormat::kJson:
      return VerdictJson(report);
    case CompareFormat::kMarkdown:
      return VerdictMarkdown(report);
  }
  return "";
}

std::size_t CountOf(const VerdictReport& report, Verdict verdict) {
  const auto& rows = report.verdicts.comparisons;
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const Comparison& row) { return row.verdict == verdict; }));
}

// Reports rows that --fail-above could not judge.
void NoteUngated(const VerdictReport& report) {
  const std::size_t blind = CountOf(report, Verdict::kNotAlike) + CountOf(report, Verdict::kTooFewRounds);
  if (blind > 0) {
    fmt::print(stderr, "Note: {} of {} comparisons tell nothing, so --fail-above could not judge them\n", blind,
               report.verdicts.comparisons.size());
  }
}

// Returns whether a row got more expensive by more than `percent`, and reports it on stderr.
bool IsRegression(const Comparison& row, double percent) {
  const bool regressed = row.verdict == Verdict::kDearer && (row.ratio->value - 1) * 100 > percent;
  if (regressed) {
    fmt::print(stderr, "Regression: {} {}, TLS {} {}, {}: {}\n", row.row.cell.client, LinkName(row.row.cell.link),
               ProtocolName(row.row.cell.scenario.protocol), HandshakeName(row.row.cell.scenario.handshake),
               kQuantities[row.quantity], row.text);
  }
  return regressed;
}

int ExitCode(const CompareCommand& command, const Judgement& judgement) {
  const auto& rows = judgement.report.verdicts.comparisons;
  for (const std::string& trouble : judgement.troubles) {
    Complain(trouble, kExitUsage);
  }
  if (!judgement.troubles.empty()) {
    return kExitUsage;
  }
  if (CountOf(judgement.report, Verdict::kNotAlike) == rows.size()) {
    return Complain("no two rows are alike, so nothing was compared; --unlike compares all the same", kExitUsage);
  }
  if (!command.fail_above_percent) {
    return kExitOk;
  }
  NoteUngated(judgement.report);
  const auto regressions = std::count_if(
      rows.begin(), rows.end(), [&](const Comparison& row) { return IsRegression(row, *command.fail_above_percent); });
  return regressions > 0 ? kExitFailedRow : kExitOk;
}

}  // namespace

int CompareRuns(const CompareCommand& command) {
  const auto judgement = command.run.empty() ? CompareTwoRuns(command) : CompareWithinRun(command);
  if (!judgement) {
    return Complain(judgement.error(), kExitUsage);
  }
  if (judgement->report.verdicts.comparisons.empty()) {
    for (const std::string& trouble : judgement->troubles) {
      Complain(trouble, kExitUsage);
    }
    return Complain(
        "nothing to compare: no two rows that are ok have the same link, protocol and handshake and were "
        "measured in the same quantity",
        kExitUsage);
  }
  fmt::print("{}", Formatted(command, judgement->report));
  std::fflush(stdout);
  return ExitCode(command, *judgement);
}

}  // namespace tlsbench

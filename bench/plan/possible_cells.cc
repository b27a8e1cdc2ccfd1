#include "bench/plan/possible_cells.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/plugin/feasibility.h"

namespace tlsbench {
namespace {

constexpr std::size_t kMaxCells = 200;  // each needs a process; more cells are hardly all impossible
constexpr std::size_t kMaxReasons = 3;

// Returns whether every library of ours can run the cell, so that asking would only take time.
bool IsUsual(const Cell& cell) {
  const Handshake handshake = cell.scenario.handshake;
  Scenario usual{cell.scenario.protocol, handshake, Auth::kEcdsaP256};
  usual.cipher_suite = DefaultCipherSuite(usual.protocol, usual.auth);
  usual.group = kGroupX25519;
  return cell.scenario == usual && (handshake == Handshake::kFull || handshake == Handshake::kTicket);
}

// Finds out why a backend cannot be one end of a cell; nullopt if it can, or does not answer. Each backend is asked
// once about one scenario.
class Asker {
 public:
  explicit Asker(const std::vector<BackendInfo>& used) : used_(used) {}

  std::optional<std::string> WhyNot(const std::string& name, const Scenario& scenario, Role role) {
    const auto info =
        std::find_if(used_.begin(), used_.end(), [&](const BackendInfo& one) { return one.name == name; });
    if (info == used_.end()) {
      return std::nullopt;
    }
    const Unsupported answer = Ask(info->file, scenario);
    const std::string& reason = role == Role::kClient ? answer.client : answer.server;
    return reason.empty() ? std::nullopt : std::optional(fmt::format("{}: {}", name, reason));
  }

 private:
  Unsupported Ask(const std::string& file, const Scenario& scenario) {
    const auto known = std::find_if(answers_.begin(), answers_.end(), [&](const Answer& answer) {
      return answer.file == file && answer.scenario == scenario;
    });
    if (known != answers_.end()) {
      return known->unsupported;
    }
    const auto asked = AskUnsupported(file, {scenario});
    answers_.push_back({file, scenario, asked ? asked->front() : Unsupported()});
    return answers_.back().unsupported;
  }

  struct Answer {
    std::string file;
    Scenario scenario;
    Unsupported unsupported;
  };
  const std::vector<BackendInfo>& used_;
  std::vector<Answer> answers_;
};

}  // namespace

std::optional<std::string> WhyNothingIsPossible(const std::vector<Cell>& cells, const std::vector<BackendInfo>& used) {
  std::vector<std::string> reasons;
  Asker asker(used);
  if (cells.size() > kMaxCells || std::any_of(cells.begin(), cells.end(), IsUsual)) {
    return std::nullopt;
  }
  for (const Cell& cell : cells) {
    std::optional<std::string> reason = WhyImpossible(cell.scenario, cell.link == LinkKind::kTarget);
    if (!reason && cell.link != LinkKind::kTarget) {
      reason = asker.WhyNot(cell.client, cell.scenario, Role::kClient);
      reason = reason ? reason : asker.WhyNot(cell.server, cell.scenario, Role::kServer);
    }
    if (!reason) {
      return std::nullopt;
    }
    if (std::find(reasons.begin(), reasons.end(), *reason) == reasons.end()) {
      reasons.push_back(*reason);
    }
  }
  const std::size_t more = reasons.size() - std::min(reasons.size(), kMaxReasons);
  reasons.resize(reasons.size() - more);
  return reasons.empty() ? std::nullopt
                         : std::optional(fmt::format("nothing that was asked can be: {}{}", fmt::join(reasons, "; "),
                                                     more > 0 ? fmt::format("; and {} more reasons", more) : ""));
}

}  // namespace tlsbench

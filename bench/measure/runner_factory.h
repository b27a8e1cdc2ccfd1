// From cells to trials: loads the plug-ins, starts the loopback server, and makes the contexts of both ends. What
// cannot be made says why. Used by the worker, which owns one factory for as long as its trials live. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_
#define TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/link/server_process.h"
#include "bench/measure/cell_runner.h"
#include "bench/measure/run_inputs.h"
#include "bench/net/path_process.h"
#include "bench/plugin/loader.h"

namespace tlsbench {

class TrialFactory {
 public:
  using TrialOrEnd = tl::expected<std::unique_ptr<Trial>, Outcome>;

  // Loads the plug-ins. `inputs` must outlive the factory. `execution` tells the losses of paths apart;
  // `target_answered`: in an earlier execution, so that silence is no word on the whole target.
  explicit TrialFactory(const RunInputs& inputs, int execution = 0, bool target_answered = false);

  // The paths that the cells name, and the server for all cells that need one but those in `skip`, on core `core`; -1
  // pins it to none. Before the first Make.
  void StartServer(int core, const std::vector<std::size_t>& skip);

  // Whether the server process has crashed or hangs, in words; nullopt if there is none or it answers.
  std::optional<std::string> ServerDeath() { return server_ ? server_->Death() : std::nullopt; }

  // The same of a cell's path.
  std::optional<std::string> PathDeath(std::size_t cell);

  // What the relays did, by path.
  std::vector<std::pair<PathConditions, RelayFacts>> RelaysSoFar();

  // Called with the cell before each handshake on a socket, as a sign of life.
  void OnHandshake(std::function<void(std::size_t)> on_handshake) { on_handshake_ = std::move(on_handshake); }

  // The trial of a cell by its index, or how the cell ends.
  TrialOrEnd Make(std::size_t index);

  // Null if no plug-in of that name was loaded.
  const Backend* Find(const std::string& name) const;

 private:
  using ContextOrEnd = tl::expected<std::unique_ptr<Context>, Outcome>;

  ContextOrEnd MakeContext(const std::string& backend, const EndpointConfig& config) const;
  EndpointConfig ClientConfig(const Cell& cell) const;
  EndpointConfig ServerConfig(const Cell& cell) const;
  // The link under some of the cells.
  struct Path {
    PathConditions conditions;
    tl::expected<PathProcess, std::string> process;
  };
  Path& PathOf(const PathConditions& conditions);
  tl::expected<Fd, std::string> ListenOnPath(std::size_t cell);
  void AddListener(std::size_t index, std::vector<ListenerRequest>& requests, std::vector<Fd>& sockets);
  TrialOrEnd MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client);

  const RunInputs& inputs_;
  int execution_;
  std::function<void(std::size_t)> on_handshake_ = [](std::size_t) {};
  std::shared_ptr<bool> target_answered_;
  std::vector<Plugin> plugins_;
  std::optional<ServerProcess> server_;
  std::string no_server_;                           // why there is none
  std::map<std::size_t, std::size_t> listener_of_;  // cell to its first in the server's port list
  std::vector<Path> paths_;                         // one for each set of conditions
  std::map<std::size_t, std::vector<Address>> at_;  // cell on a path to the addresses of its listeners
  std::map<std::size_t, std::string> no_path_;      // why a cell has none
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_

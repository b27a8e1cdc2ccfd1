// Where the cells on sockets take place: the server process of loopback and paths, the emulated paths, and the
// addresses at which a cell's client finds its server. What could not be started says why, cell by cell. Used by
// runner_factory.h; lives as long as the trials. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_PLACES_H_
#define TLSBENCH_BENCH_MEASURE_PLACES_H_

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "bench/link/server_process.h"
#include "bench/measure/run_inputs.h"
#include "bench/net/address.h"
#include "bench/net/path_process.h"

namespace tlsbench {

struct Place {
  Address address;
  std::optional<Address> issuer;                              // of tickets that the server at `address` cannot read
  std::function<tl::expected<Fd, std::string>()> new_socket;  // on a path; else empty
  ServerProcess* server = nullptr;                            // null: somebody else's
};

class Places {
 public:
  // `inputs` must outlive the object. `execution` tells the losses of paths apart.
  Places(const RunInputs& inputs, int execution) : inputs_(inputs), execution_(execution) {}

  // The paths that the cells name, and one server process for all cells that need one but those in `skip`, a port for
  // each, on core `core`; -1 pins it to none. Before the first Of.
  void StartServer(int core, const std::vector<std::size_t>& skip);

  // Whether the server process has crashed or hangs, in words; nullopt if there is none or it answers.
  std::optional<std::string> ServerDeath() { return server_ ? server_->Death() : std::nullopt; }

  // The same of a cell's path.
  std::optional<std::string> PathDeath(std::size_t cell);

  // What the relays did, by path.
  std::vector<std::pair<PathConditions, RelayFacts>> RelaysSoFar();

  // The place of a cell that is not of the memory link, by its index; or why it has none. The object must outlive it.
  tl::expected<Place, std::string> Of(std::size_t cell);

 private:
  // The link under some of the cells.
  struct Path {
    PathConditions conditions;
    tl::expected<PathProcess, std::string> process;
  };

  Path& PathOf(const PathConditions& conditions);
  tl::expected<Fd, std::string> ListenOnPath(std::size_t cell);
  void AddListeners(std::size_t index, std::vector<ListenerRequest>& requests, std::vector<Fd>& sockets);

  const RunInputs& inputs_;
  int execution_;
  std::optional<ServerProcess> server_;
  std::string no_server_;                           // why there is none
  std::map<std::size_t, std::size_t> listener_of_;  // cell to its first in the server's port list
  std::list<Path> paths_;                           // one for each set of conditions
  std::map<std::size_t, std::vector<Address>> at_;  // cell on a path to the addresses of its listeners
  std::map<std::size_t, std::string> no_path_;      // why a cell has none
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_PLACES_H_

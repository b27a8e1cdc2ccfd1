// Scripted backends: the null backend with one thing wrong, chosen by a Fault. Linked into unit tests, and built as
// plug-ins (fake-<fault>.so in <build>/fake-backends/) for tests of the whole tool.
//
// Faults from kCrash to kServerHang strike from a context's connection number `after` on, counted from 1; plug-ins read
// that from TLSBENCH_FAKE_AFTER, 20 if it is not set. Before it such a fake is honest. It is the client that is struck,
// where nothing else is said.

#ifndef TLSBENCH_TESTS_FAKES_FAKE_H_
#define TLSBENCH_TESTS_FAKES_FAKE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bench/backend.h"

namespace tlsbench {

enum class Fault : std::uint8_t {
  kNone,          // the null backend under another name
  kLyingClient,   // never resumes, and the client says that it did
  kLyingServer,   // never resumes, and the server says that it did
  kForgetful,     // never resumes, and says so
  kNoTickets,     // no session ever comes
  kCrash,         // SIGSEGV
  kAbort,         // SIGABRT
  kQuit,          // the process exits with status 3
  kHang,          // a call that does not return
  kStall,         // waits for more, for ever
  kChatter,       // both ends go on talking, for ever
  kFail,          // the library refuses, with words
  kServerFail,    // the server's does
  kServerCrash,   // SIGSEGV in the server
  kServerHang,    // a call in the server that does not return
  kNoConnection,  // Open brings nothing
  kNoContext,     // neither does MakeContext
  kWrongVersion,  // another library than the plug-in was built for
  kSlow,          // each handshake takes 20 ms of CPU time
  kSleepy,        // each handshake takes 20 ms and no CPU time
  kScribble,      // writes nonsense where a worker talks to its parent
  kLeak,          // each handshake leaves kFakeLeakBytes on the heap
};

inline constexpr std::size_t kFakeLeakBytes = 320;

class FakeBackend : public Backend {
 public:
  FakeBackend(Fault fault, std::string_view name, unsigned after) : fault_(fault), name_(name), after_(after) {}

  std::string_view name() const override { return name_; }
  std::string library_version() const override { return "fake 1.0"; }
  std::string_view expected_version() const override { return fault_ == Fault::kWrongVersion ? "fake 2.0" : "fake 1"; }
  std::string build_flags() const override { return ""; }
  std::string_view linkage() const override { return "static"; }
  std::string_view build_note() const override { return "for tests"; }
  // Although nothing is encrypted: the tool shall treat a fake's rows as any library's. Fakes get along with each
  // other, and no real library lies in their folder.
  bool is_library() const override { return true; }
  std::optional<std::string> Unsupported(const EndpointConfig& config) const override;
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override;

 private:
  Fault fault_;
  std::string_view name_;
  unsigned after_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_FAKES_FAKE_H_

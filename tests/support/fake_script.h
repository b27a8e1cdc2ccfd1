// What crosses the wire in a full TLS 1.3 handshake of the fake, which is the same bytes each time: what a server of it
// says can be said by anyone. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_FAKE_SCRIPT_H_
#define TLSBENCH_TESTS_SUPPORT_FAKE_SCRIPT_H_

#include "tests/fakes/fake.h"
#include "tests/support/pair.h"

namespace tlsbench {

struct FakeScript {
  std::size_t client_hello = 0;
  std::size_t client_finish = 0;
  Buffer server_flight;
  Buffer tickets;
};

inline FakeScript RecordFake() {
  const FakeBackend backend(Fault::kNone, "fake", 1);
  const Pair ends = MakePair(backend, LocalScenario(kTls13, Handshake::kFull));
  const MemoryHandshake handshake = ends.link->Run(nullptr);
  const Bytes server = handshake.from_server;
  const Bytes flight = server.first(handshake.counts.bytes_received);
  const Bytes tickets = server.subspan(flight.size());
  FakeScript script;
  script.client_hello = 5 + (std::size_t{handshake.from_client[3]} << 8) + handshake.from_client[4];
  script.client_finish = handshake.from_client.size() - script.client_hello;
  script.server_flight.assign(flight.begin(), flight.end());
  script.tickets.assign(tickets.begin(), tickets.end());
  return script;
}

// What a fake says is plain: a record of application data that ends in its inner type.
inline Buffer FakeData(std::string_view text) {
  Buffer record = {23, 3, 3, static_cast<std::uint8_t>((text.size() + 1) >> 8),
                   static_cast<std::uint8_t>((text.size() + 1) & 0xff)};
  record.insert(record.end(), text.begin(), text.end());
  record.push_back(23);
  return record;
}

inline Buffer Joined(Bytes first, Bytes second) {
  Buffer joined(first.begin(), first.end());
  joined.insert(joined.end(), second.begin(), second.end());
  return joined;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_FAKE_SCRIPT_H_

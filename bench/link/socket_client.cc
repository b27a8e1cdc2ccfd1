#include "bench/link/socket_client.h"

#include "bench/net/dialer.h"

namespace tlsbench {

SocketHandshake SocketClient::Run(const Session* resume, bool want_session, bool record) {
  connection_.Prepare(resume, want_session, record);
  const Address& address = resume == nullptr && plan_.issuer ? *plan_.issuer : plan_.address;
  auto dialled = Dial(plan_.new_socket ? plan_.new_socket() : NewSocket(address.storage.ss_family, plan_.transport),
                      address, plan_.timeout);
  if (!dialled) {
    SocketHandshake result;
    result.kind = SocketFailure::kConnect;
    result.failure = dialled.error();
    return result;
  }
  connection_.Start(std::move(*dialled));
  while (!connection_.done()) {
    Step();
  }
  return connection_.Take();
}

// Tries before it waits: bytes that have already come need no poll.
void SocketClient::Step() {
  if (!connection_.WantsWrite() && connection_.OnReadable()) {
    return;
  }
  const bool writes = connection_.WantsWrite();
  const bool ready = writes ? AwaitWritable(connection_.fd(), connection_.deadline())
                            : AwaitReadable(connection_.fd(), connection_.deadline());
  if (!ready) {
    connection_.OnTimeout();
  } else if (writes) {
    connection_.OnWritable();
  }
}

}  // namespace tlsbench

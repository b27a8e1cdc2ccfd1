#include "backends/wolfssl_sessions.h"

#include <vector>

namespace tlsbench {

void WolfsslSessionStore::Add(WOLFSSL_SESSION* session) {
  unsigned size = 0;
  const unsigned char* id = wolfSSL_SESSION_get_id(session, &size);
  WOLFSSL_SESSION* copy = id == nullptr || size == 0 ? nullptr : wolfSSL_SESSION_dup(session);
  if (copy == nullptr) {
    return;
  }
  const std::string key(reinterpret_cast<const char*>(id), size);
  const std::lock_guard lock(mutex_);
  if (sessions_.insert_or_assign(key, Entry(copy, wolfSSL_SESSION_free)).second) {
    ids_.push_back(key);
  }
  if (ids_.size() > kMost) {
    sessions_.erase(ids_.front());
    ids_.pop_front();
  }
}

WolfsslSessionStore::Entry WolfsslSessionStore::Find(Bytes id) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(std::string(reinterpret_cast<const char*>(id.data()), id.size()));
  return found == sessions_.end() ? nullptr : found->second;
}

#ifdef TLSBENCH_WOLFSSL_4
// The library has no call that returns it. In the library's packed session the number stands before the ticket, which
// comes last.
std::uint32_t EarlyDataLimit([[maybe_unused]] WOLFSSL_SESSION* session, [[maybe_unused]] std::size_t ticket_bytes) {
#ifdef WOLFSSL_EARLY_DATA
  constexpr std::size_t kTail = 4 + 2;  // the number, and the ticket's length
  const int size = wolfSSL_i2d_SSL_SESSION(session, nullptr);
  if (size <= 0 || static_cast<std::size_t>(size) < ticket_bytes + kTail) {
    return 0;
  }
  std::vector<unsigned char> packed(static_cast<std::size_t>(size));
  unsigned char* to = packed.data();
  wolfSSL_i2d_SSL_SESSION(session, &to);
  const unsigned char* at = packed.data() + packed.size() - ticket_bytes - kTail;
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
#else
  return 0;
#endif
}
#else
std::uint32_t EarlyDataLimit(WOLFSSL_SESSION* session, std::size_t /*ticket_bytes*/) {
#ifdef WOLFSSL_EARLY_DATA
  return wolfSSL_SESSION_get_max_early_data(session);
#else
  static_cast<void>(session);
  return 0;
#endif
}
#endif

std::optional<std::string> LackingSessions([[maybe_unused]] const EndpointConfig& config) {
#if LIBWOLFSSL_VERSION_HEX < 0x05006000  // its SendTls13NewSessionTicket knows no WOLFSSL_OP_NO_TICKET
  if (config.role == Role::kServer && config.stateful_sessions && config.max_protocol >= kTls13) {
    return "this version of wolfSSL has no stateful tickets of TLS 1.3";
  }
#elif LIBWOLFSSL_VERSION_HEX < 0x05009000 && !defined(WOLFSSL_TICKET_HAVE_ID)  // it sends them, and keeps no session
  if (config.role == Role::kServer && config.stateful_sessions && config.max_protocol >= kTls13) {
    return "this build of wolfSSL has no stateful tickets of TLS 1.3 (WOLFSSL_TICKET_HAVE_ID)";
  }
#endif
#ifdef TLSBENCH_WOLFSSL_4  // its ServerHello of a full handshake then has no key_share, which GnuTLS's client refuses
  if (config.role == Role::kServer && config.psk_ke) {
    return "servers of this version of wolfSSL that are told to do psk_ke do no key exchange in full handshakes either";
  }
#endif
#ifndef WOLFSSL_EARLY_DATA
  if (config.early_data_limit != 0) {
    return "this build of wolfSSL has no early data (WOLFSSL_EARLY_DATA)";
  }
#endif
  return std::nullopt;
}

int SetEarlyDataAndPskModes(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  int status = 0;  // what these two return on success
#ifdef WOLFSSL_EARLY_DATA
  if (config.role == Role::kServer && config.early_data_limit != 0) {
    status = wolfSSL_CTX_set_max_early_data(ctx, config.early_data_limit);
    status = status == WOLFSSL_SUCCESS ? 0 : status;
  }
#endif
  if (status == 0 && config.psk_ke) {
    status = wolfSSL_CTX_no_dhe_psk(ctx);
  }
  return status == 0 ? WOLFSSL_SUCCESS : status;
}

}  // namespace tlsbench

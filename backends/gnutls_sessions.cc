#include "backends/gnutls_sessions.h"

#include <algorithm>
#include <limits>

namespace tlsbench {
namespace {

std::string AsString(const gnutls_datum_t& datum) { return {reinterpret_cast<const char*>(datum.data), datum.size}; }

}  // namespace

void GnutlsSessionStore::Serve(gnutls_session_t session) {
  gnutls_db_set_ptr(session, this);
  gnutls_db_set_store_function(session, OnStore);
  gnutls_db_set_retrieve_function(session, OnRetrieve);
  gnutls_db_set_remove_function(session, OnRemove);
}

int GnutlsSessionStore::OnStore(void* self, gnutls_datum_t key, gnutls_datum_t data) {
  auto* store = static_cast<GnutlsSessionStore*>(self);
  const std::lock_guard lock(store->mutex_);
  if (store->sessions_.insert_or_assign(AsString(key), AsString(data)).second) {
    store->ids_.push_back(AsString(key));
  }
  if (store->ids_.size() > kMost) {
    store->sessions_.erase(store->ids_.front());
    store->ids_.pop_front();
  }
  return GNUTLS_E_SUCCESS;
}

// Returns a copy of the session, which the library frees.
gnutls_datum_t GnutlsSessionStore::OnRetrieve(void* self, gnutls_datum_t key) {
  auto* store = static_cast<GnutlsSessionStore*>(self);
  const std::lock_guard lock(store->mutex_);
  const auto found = store->sessions_.find(AsString(key));
  if (found == store->sessions_.end()) {
    return {};
  }
  auto* copy = static_cast<unsigned char*>(gnutls_malloc(found->second.size()));
  if (copy == nullptr) {
    return {};
  }
  std::copy(found->second.begin(), found->second.end(), copy);
  return {copy, static_cast<unsigned>(found->second.size())};
}

int GnutlsSessionStore::OnRemove(void* self, gnutls_datum_t key) {
  auto* store = static_cast<GnutlsSessionStore*>(self);
  const std::lock_guard lock(store->mutex_);
  store->sessions_.erase(AsString(key));
  return GNUTLS_E_SUCCESS;
}

AntiReplayPtr MakeOpenGate() {
  gnutls_anti_replay_t raw = nullptr;
  if (gnutls_anti_replay_init(&raw) < 0) {
    return nullptr;
  }
  // As long as possible: when this time is over, earlier tickets count as used (source 3.7.9,
  // _gnutls_anti_replay_check).
  gnutls_anti_replay_set_window(raw, std::numeric_limits<unsigned>::max());
  gnutls_anti_replay_set_add_function(
      raw, [](void*, time_t, const gnutls_datum_t*, const gnutls_datum_t*) { return int{GNUTLS_E_SUCCESS}; });
  return AntiReplayPtr(raw);
}

}  // namespace tlsbench

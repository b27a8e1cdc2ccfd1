#include "bench/meter/allocation.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <unordered_map>

namespace tlsbench {
namespace {

// Sides as array indices, so that "nobody" needs no optional in a thread-local variable.
constexpr int kNobody = 2;

int PlaceOf(Role side) { return side == Role::kClient ? 0 : 1; }

struct Block {
  std::int64_t bytes = 0;
  int owner = kNobody;
};

struct Books {
  std::mutex mutex;
  std::unordered_map<const void*, Block> blocks;  // of the two sides, until they are freed
  std::array<HeapUse, 2> use;
};

// Never destroyed: blocks are freed until the very end of a process.
Books& TheBooks() {
  static auto* const books = new Books;
  return *books;
}

thread_local int running = kNobody;
thread_local bool keeping_books = false;  // blocks of this bookkeeping itself belong to no side

class Keeping {
 public:
  Keeping() { keeping_books = true; }
  Keeping(const Keeping&) = delete;
  Keeping& operator=(const Keeping&) = delete;
  ~Keeping() { keeping_books = false; }
};

void Add(void* block, int owner, bool allocation) {
  const Keeping keeping;
  Books& books = TheBooks();
  const std::lock_guard lock(books.mutex);
  const auto bytes = static_cast<std::int64_t>(malloc_usable_size(block));
  books.blocks[block] = {bytes, owner};
  HeapUse& use = books.use[static_cast<std::size_t>(owner)];
  use.allocations += allocation ? 1 : 0;
  use.live_bytes += bytes;
  use.peak_bytes = std::max(use.peak_bytes, use.live_bytes);
}

}  // namespace

namespace interposed {

constinit std::atomic<bool> counting = false;

void Allocated(void* block) {
  if (block != nullptr && running != kNobody && !keeping_books) {
    Add(block, running, true);
  }
}

int Freed(void* block) {
  if (block == nullptr || keeping_books) {
    return kNobody;
  }
  const Keeping keeping;
  Books& books = TheBooks();
  const std::lock_guard lock(books.mutex);
  const auto found = books.blocks.find(block);
  if (found == books.blocks.end()) {
    return kNobody;
  }
  const Block gone = found->second;
  books.blocks.erase(found);
  books.use[static_cast<std::size_t>(gone.owner)].live_bytes -= gone.bytes;
  return gone.owner;
}

void Moved(void* block, int owner) {
  if (block == nullptr || keeping_books) {
    return;
  }
  if (running != kNobody) {
    Add(block, running, true);
  } else if (owner != kNobody) {
    Add(block, owner, false);
  }
}

void Kept(void* block, int owner) {
  if (owner != kNobody && !keeping_books) {
    Add(block, owner, false);
  }
}

}  // namespace interposed

HeapCounting::HeapCounting() {
  {
    const Keeping keeping;
    Books& books = TheBooks();
    const std::lock_guard lock(books.mutex);
    books.blocks.clear();
    books.use = {};
  }
  interposed::counting = true;
}

HeapCounting::~HeapCounting() { interposed::counting = false; }

HeapUse HeapCounting::Of(Role side) {
  Books& books = TheBooks();
  const std::lock_guard lock(books.mutex);
  return books.use[static_cast<std::size_t>(PlaceOf(side))];
}

void HeapCounting::RestartPeaks() {
  Books& books = TheBooks();
  const std::lock_guard lock(books.mutex);
  for (HeapUse& use : books.use) {
    use.peak_bytes = use.live_bytes;
  }
}

bool HeapCounting::Works() {
  const HeapCounting counting;
  const HeapSide side(Role::kClient);
  void* volatile block = std::malloc(1);  // volatile: the compiler may remove an unused allocation
  std::free(block);
  return Of(Role::kClient).allocations == 1;
}

HeapSide::HeapSide(Role side) : before_(running) { running = PlaceOf(side); }

HeapSide::~HeapSide() { running = before_; }

}  // namespace tlsbench

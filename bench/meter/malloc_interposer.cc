// Takes the allocator calls of the whole process, in front of the C library's own: plug-ins and shared libraries use an
// executable's malloc too, since they look names up there first (RTLD_LOCAL keeps their own names from others, not
// these from them; only RTLD_DEEPBIND would). It passes every call on, and notes it only while meter/allocation.h
// counts.
//
// The names are those that "Replacing malloc" in glibc's manual lists, and __libc_... are the C library's own, which it
// exports for this. Any thread; called before constructors have run, so that nothing here may need one.

#include <malloc.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include "bench/meter/allocation.h"

using tlsbench::interposed::Allocated;
using tlsbench::interposed::Counting;
using tlsbench::interposed::Freed;
using tlsbench::interposed::Kept;
using tlsbench::interposed::Moved;

extern "C" {

// NOLINTBEGIN(readability-identifier-naming): the C library's names
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void* __libc_valloc(std::size_t size) noexcept;
void* __libc_pvalloc(std::size_t size) noexcept;
void __libc_free(void* block) noexcept;
// NOLINTEND(readability-identifier-naming)

}  // extern "C"

namespace {

// Notes a new block; used by every call that returns one.
inline void* Noted(void* block) {
  if (Counting()) [[unlikely]] {
    Allocated(block);
  }
  return block;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept {
  if (!Counting()) [[likely]] {
    return __libc_malloc(size);  // a jump
  }
  return Noted(__libc_malloc(size));
}

void free(void* block) noexcept {
  if (Counting()) [[unlikely]] {
    Freed(block);
  }
  __libc_free(block);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
  if (!Counting()) [[likely]] {
    return __libc_calloc(count, size);
  }
  return Noted(__libc_calloc(count, size));
}

void* realloc(void* block, std::size_t size) noexcept {
  if (!Counting()) [[likely]] {
    return __libc_realloc(block, size);
  }
  const int owner = Freed(block);
  void* const moved = __libc_realloc(block, size);
  // Without memory the old block stays; of size 0 it is gone (realloc(3) of glibc).
  if (moved == nullptr && block != nullptr && size != 0) {
    Kept(block, owner);
  } else {
    Moved(moved, owner);
  }
  return moved;
}

void* memalign(std::size_t alignment, std::size_t size) noexcept { return Noted(__libc_memalign(alignment, size)); }

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return Noted(__libc_memalign(alignment, size));
}

// POSIX: a power of two and a multiple of a pointer's size; errno is left alone.
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  if (!std::has_single_bit(alignment) || alignment % sizeof(void*) != 0) {
    return EINVAL;
  }
  const int error_before = errno;
  void* const block = Noted(__libc_memalign(alignment, size));
  errno = error_before;
  if (block == nullptr) {
    return ENOMEM;
  }
  *result = block;
  return 0;
}

void* valloc(std::size_t size) noexcept { return Noted(__libc_valloc(size)); }

void* pvalloc(std::size_t size) noexcept { return Noted(__libc_pvalloc(size)); }

}  // extern "C"

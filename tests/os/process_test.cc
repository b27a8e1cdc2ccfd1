#include "bench/os/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <iterator>

namespace tlsbench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kSoon(200);
constexpr seconds kLongEnough(30);

SpawnOptions Command(const std::string& script) {
  SpawnOptions options;
  options.arguments = {"bash", "-c", script};
  return options;
}

std::string OutputOf(const SpawnOptions& options) {
  auto output = RunCommand(options, kLongEnough);
  return output ? *output : "error: " + output.error();
}

Process Start(const std::string& script) { return Process::Spawn(Command(script)).value(); }

bool Lives(pid_t pid) { return kill(pid, 0) == 0; }

std::string ReadAll(Fd fd) {
  std::string text;
  std::array<char, 256> chunk{};
  for (ssize_t count = 1; count > 0;) {
    count = read(fd.get(), chunk.data(), chunk.size());
    text.append(chunk.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return text;
}

class Stopwatch {
 public:
  milliseconds elapsed() const {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(ProcessTest, OutputIsBothStreams) { EXPECT_EQ(OutputOf(Command("echo out; echo err >&2")), "out\nerr\n"); }

TEST(ProcessTest, OutputMayBeMoreThanAPipeHolds) {
  EXPECT_EQ(OutputOf(Command("head -c 300000 /dev/zero")).size(), 300'000U);
}

TEST(ProcessTest, NoShellIsInvolved) {
  SpawnOptions options;
  options.arguments = {"printf", "%s|", "$(id); *", ""};
  EXPECT_EQ(OutputOf(options), "$(id); *||");
}

TEST(ProcessTest, AnotherStatusThanZeroIsAnError) {
  EXPECT_EQ(OutputOf(Command("echo reason >&2; exit 3")), "error: bash failed: reason\n");
}

TEST(ProcessTest, DeathBySignalIsAnErrorThatNamesIt) {
  EXPECT_EQ(OutputOf(Command("kill -SEGV $$")), "error: bash was ended by SIGSEGV");
}

TEST(ProcessTest, AMissingProgramIsAnErrorThatNamesIt) {
  SpawnOptions options;
  options.arguments = {"no-such-program"};
  EXPECT_EQ(OutputOf(options), "error: cannot start no-such-program: No such file or directory");
}

TEST(ProcessTest, ACommandThatTakesTooLongIsEnded) {
  const Stopwatch watch;
  const auto output = RunCommand(Command("exec sleep 60"), kSoon);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error(), "bash was ended by SIGKILL: it took too long");
  EXPECT_LT(watch.elapsed(), kLongEnough);
  EXPECT_GE(watch.elapsed(), kSoon);
}

// The grandchild holds the pipe open.
TEST(ProcessTest, AGrandchildDoesNotHoldUpTheEnd) {
  const Stopwatch watch;
  EXPECT_FALSE(RunCommand(Command("sleep 20 & wait"), kSoon));
  EXPECT_LT(watch.elapsed(), seconds(20)) << "as long as the grandchild lives";
}

TEST(ProcessTest, WaitReturnsTheStatus) {
  const int status = Start("exit 7").Wait(kLongEnough);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(ProcessTest, WaitKillsTheChildAndNoOther) {
  Process late = Start("exec sleep 60");
  Process other = Start("exec sleep 60");
  const pid_t pid = late.pid();
  const int status = late.Wait(kSoon);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  EXPECT_FALSE(Lives(pid));
  EXPECT_TRUE(Lives(other.pid()));
}

// A handler without SA_RESTART interrupts poll(2).
TEST(ProcessTest, ASignalHandlerDoesNotEndTheWait) {
  struct sigaction action {};
  action.sa_handler = [](int /*signal*/) {};
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often = {{0, 20'000}, {0, 20'000}};
  setitimer(ITIMER_REAL, &often, nullptr);
  Process process = Start("sleep 0.3; exit 5");
  const int status = process.Wait(kLongEnough);
  const std::string output = OutputOf(Command("sleep 0.3; echo done"));
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 5);
  EXPECT_EQ(output, "done\n");
}

TEST(ProcessTest, TheDestructorKillsAndReaps) {
  pid_t pid = -1;
  {
    const Process process = Start("exec sleep 60");
    pid = process.pid();
    EXPECT_TRUE(Lives(pid));
  }
  EXPECT_FALSE(Lives(pid));
}

TEST(ProcessTest, AssignmentEndsTheOldChildAndKeepsTheNewOne) {
  Process process = Start("exec sleep 60");
  const pid_t old_pid = process.pid();
  process = Start("exec sleep 60");
  EXPECT_FALSE(Lives(old_pid));
  EXPECT_TRUE(Lives(process.pid()));
  process.Kill();
  process.Kill();
  EXPECT_EQ(process.pid(), -1);
}

TEST(ProcessTest, EnvironmentIsSetOnTopOfOurs) {
  setenv("TLSBENCH_TEST_KEPT", "kept", 1);
  setenv("TLSBENCH_TEST_CHANGED", "old", 1);
  SpawnOptions options;
  options.arguments = {"env"};  // a shell would hide a variable that is there twice
  options.environment = {{"TLSBENCH_TEST_CHANGED", "new"}, {"TLSBENCH_TEST_NEW", "there"}};
  const std::string environment = OutputOf(options);
  EXPECT_NE(environment.find("TLSBENCH_TEST_KEPT=kept\n"), std::string::npos);
  EXPECT_NE(environment.find("TLSBENCH_TEST_CHANGED=new\n"), std::string::npos);
  EXPECT_NE(environment.find("TLSBENCH_TEST_NEW=there\n"), std::string::npos);
  EXPECT_EQ(environment.find("TLSBENCH_TEST_CHANGED=old\n"), std::string::npos);
  EXPECT_STREQ(getenv("TLSBENCH_TEST_CHANGED"), "old");
}

TEST(ProcessTest, DescriptorsArriveUnderTheirNumbers) {
  Pipe pipe = Pipe::Make().value();
  SpawnOptions options = Command("echo hello >&17");
  options.descriptors = {{pipe.write.get(), 17}};
  Process process = Process::Spawn(options).value();
  pipe.write.Close();
  EXPECT_EQ(ReadAll(std::move(pipe.read)), "hello\n");
}

// Copied one after another, the first would overwrite the second before its turn.
TEST(ProcessTest, DescriptorsMayTradeNumbers) {
  Pipe one = Pipe::Make().value();
  Pipe two = Pipe::Make().value();
  const int first = one.write.get();
  const int second = two.write.get();
  SpawnOptions options = Command(fmt::format("echo one >&{}; echo two >&{}", second, first));
  options.descriptors = {{first, second}, {second, first}};
  Process process = Process::Spawn(options).value();
  one.write.Close();
  two.write.Close();
  EXPECT_EQ(ReadAll(std::move(one.read)), "one\n");
  EXPECT_EQ(ReadAll(std::move(two.read)), "two\n");
}

TEST(ProcessTest, ADescriptorMayKeepItsNumber) {
  Pipe pipe = Pipe::Make().value();
  const int number = pipe.write.get();
  SpawnOptions options = Command(fmt::format("echo hello >&{}", number));
  options.descriptors = {{number, number}};
  Process process = Process::Spawn(options).value();
  pipe.write.Close();
  EXPECT_EQ(ReadAll(std::move(pipe.read)), "hello\n");
}

TEST(ProcessTest, OtherDescriptorsStayHere) {
  const Pipe pipe = Pipe::Make().value();
  EXPECT_EQ(OutputOf(Command(fmt::format("[ -e /proc/$$/fd/{} ] || echo closed", pipe.write.get()))), "closed\n");
}

TEST(ProcessTest, NoDescriptorLeaks) {
  const auto count = [] {
    const std::filesystem::directory_iterator open("/proc/self/fd");
    return std::distance(begin(open), end(open));
  };
  const auto before = count();
  for (int i = 0; i < 5; ++i) {
    OutputOf(Command("true"));
    OutputOf(Command("false"));
    EXPECT_FALSE(RunCommand(Command("exec sleep 60"), milliseconds(1)));
    SpawnOptions missing;
    missing.arguments = {"no-such-program"};
    OutputOf(missing);
  }
  EXPECT_EQ(count(), before);
}

TEST(ProcessTest, SignalsBlockedHereReachTheChild) {
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  sigprocmask(SIG_BLOCK, &terminate, nullptr);
  EXPECT_EQ(OutputOf(Command("kill -TERM $$; echo survived")), "error: bash was ended by SIGTERM");
  sigprocmask(SIG_UNBLOCK, &terminate, nullptr);
}

TEST(ProcessTest, SignalNames) {
  EXPECT_EQ(SignalName(SIGSEGV), "SIGSEGV");
  EXPECT_EQ(SignalName(SIGKILL), "SIGKILL");
  EXPECT_EQ(SignalName(1000), "signal 1000");
}

TEST(ProcessTest, FdHasOneOwner) {
  Pipe pipe = Pipe::Make().value();
  const int number = pipe.read.get();
  Fd other = std::move(pipe.read);
  EXPECT_EQ(other.get(), number);
  EXPECT_EQ(fcntl(number, F_GETFD), FD_CLOEXEC);
  other = std::move(pipe.write);
  EXPECT_EQ(fcntl(number, F_GETFD), -1) << "what was assigned over is closed";
  other.Close();
  EXPECT_FALSE(other.valid());
}

}  // namespace
}  // namespace tlsbench

#pragma once

#include "base/clock.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::self_test {

enum class HopState { waiting, running, passed, failed, skipped };
BOOST_DESCRIBE_ENUM(HopState, waiting, running, passed, failed, skipped)

struct SelfTestHop {
    std::string name;  ///< "mailboxes", "submission", "delivery", "signing", "filtering", "clean up"
    HopState state = HopState::waiting;
    std::int64_t milliseconds = 0;
    std::string detail;  ///< what was seen, or why it failed
};
BOOST_DESCRIBE_STRUCT(SelfTestHop, (), (name, state, milliseconds, detail))

enum class SelfTestState { running, passed, failed };
BOOST_DESCRIBE_ENUM(SelfTestState, running, passed, failed)

struct SelfTest {
    std::string id;
    SelfTestState state = SelfTestState::running;
    Seconds started;
    std::optional<Seconds> finished;
    std::vector<SelfTestHop> hops;
};
BOOST_DESCRIBE_STRUCT(SelfTest, (), (id, state, started, finished, hops))

struct SelfTestList {
    std::vector<SelfTest> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(SelfTestList, (), (items))

}  // namespace mailapp::self_test

#include "directory/damage.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "directory/counters.hpp"
#include "directory/crash_mark.hpp"
#include "directory/test_replica.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <fstream>
#include <random>

namespace mailapp::directory {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr std::size_t page = 4096;
constexpr int domains = 3000;

std::string name_of(int number) {
    return "d" + std::to_string(number) + ".example";
}

/// Every page of a replica of some size, as a file that a test may damage.
class DamagedReplica : public testing::Test {
protected:
    DamagedReplica() {
        TestReplica made([](auto& batch) {
            for (int i = 0; i < domains; ++i) batch.set_domain(name_of(i), home_domain());
        });
        // Some pages that are free again.
        made.change([](auto& batch) {
            for (int i = 0; i < domains; i += 7) batch.set_domain(name_of(i), std::nullopt);
        });
        fs::copy(made.directory.path(), directory.path(),
                 fs::copy_options::recursive | fs::copy_options::copy_symlinks);
        data = fs::canonical(directory.path() / "current") / "data.mdb";
    }

    std::size_t pages() const { return fs::file_size(data) / page; }

    void write_at(std::size_t offset, std::string const& bytes) const {
        std::fstream file(data, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(offset));
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    std::string random_bytes(std::size_t count) {
        std::string bytes(count, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random_());
        return bytes;
    }

    /// Set aside with a reason, and nothing that could be asked.
    void expect_set_aside() const {
        Replicas replicas(directory.path());
        EXPECT_FALSE(replicas.current());
        ASSERT_THAT(damages(directory.path()), SizeIs(1));
        EXPECT_FALSE(damages(directory.path()).front().problem.empty());
        EXPECT_FALSE(damages(directory.path()).front().noticed.empty());
        EXPECT_FALSE(has_replica(directory.path()));
        // A next start finds the same, and no second damage.
        EXPECT_FALSE(Replicas(directory.path()).current());
        EXPECT_THAT(damages(directory.path()), SizeIs(1));
    }

    TestDirectory directory;
    fs::path data;

private:
    std::mt19937 random_{4711};
};

TEST_F(DamagedReplica, ASoundOneIsUsedAsItIs) {
    Replicas replicas(directory.path());
    ASSERT_TRUE(replicas.current());
    EXPECT_TRUE(Replica::View(*replicas.current()).domain(name_of(1)));
    EXPECT_FALSE(Replica::View(*replicas.current()).domain(name_of(7)));
    EXPECT_TRUE(damages(directory.path()).empty());
}

TEST_F(DamagedReplica, RandomBytesInAllPages) {
    write_at(2 * page, random_bytes((pages() - 2) * page));
    expect_set_aside();
}

TEST_F(DamagedReplica, AWhollyGarbledFile) {
    write_at(0, random_bytes(pages() * page));
    expect_set_aside();
}

TEST_F(DamagedReplica, AFileOfZeros) {
    write_at(0, std::string(pages() * page, '\0'));
    expect_set_aside();
}

TEST_F(DamagedReplica, ACutOffFile) {
    fs::resize_file(data, 3 * page);
    expect_set_aside();
}

TEST_F(DamagedReplica, AnEmptyFile) {
    // To LMDB that is a new environment.
    fs::resize_file(data, 0);
    expect_set_aside();
}

TEST_F(DamagedReplica, AFileOfSomethingElse) {
    std::ofstream(data) << "something else, and long enough to be read " << std::string(3 * page, 'x');
    expect_set_aside();
}

TEST_F(DamagedReplica, NoFile) {
    fs::remove(data);
    expect_set_aside();
}

// Whatever one page becomes: either it is noticed, or every answer is still the right one.
TEST_F(DamagedReplica, OnePageAfterTheOther) {
    auto const sound = read_file(data);
    ASSERT_TRUE(sound);
    auto const environment = data.parent_path();
    std::size_t noticed = 0;
    for (std::size_t number = 0; number < pages(); ++number) {
        auto const original = sound->substr(number * page, page);
        write_at(number * page, number % 2 == 0 ? random_bytes(page) : std::string(page, '\0'));
        if (Replica::find_damage(environment)) {
            ++noticed;
        } else {
            auto const replica = Replica::open(environment);
            Replica::View const view(*replica);
            for (int i = 0; i < domains; ++i)
                ASSERT_EQ(view.domain(name_of(i)).has_value(), i % 7 != 0) << "page " << number;
        }
        write_at(number * page, original);
    }
    EXPECT_GT(noticed, pages() / 2);
}

// One that is garbled while it is in use ends the program; the next start knows why.
TEST_F(DamagedReplica, GarbledInUse) {
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Replicas replicas(directory.path());
        install_crash_marks();
        auto const replica = replicas.current();
        ::truncate(data.c_str(), 0);  // every page is behind the end now
        try {
            for (int i = 0; i < domains; ++i) Replica::View(*replica).domain(name_of(i));
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGBUS);
    // The file looks right again, and is not believed.
    EXPECT_THAT(crash_of(data.parent_path()).value_or(""), HasSubstr("SIGBUS"));
    expect_set_aside();
    EXPECT_THAT(damages(directory.path()).front().problem, HasSubstr("SIGBUS"));
}

// In use, whatever the garbage leads to: an end that leaves its mark or that the next start's check repeats,
// or an exception after which nothing is answered any more.
TEST_F(DamagedReplica, GarbledInUseItNeverGoesOnFailing) {
    auto const sound = read_file(data).value();
    for (int way = 0; way < 6; ++way) {
        auto const garbage = way == 0 ? std::string(sound.size(), '\0') : random_bytes(sound.size());
        auto const child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            Replicas replicas(directory.path());
            install_crash_marks();
            write_at(0, garbage);
            for (int i = 0; i < domains; ++i) {
                try {
                    bool const is_known = ask(replicas, [&](Replica::View const& view) {
                        return view.domain(name_of(i)).has_value();
                    });
                    if (is_known != (i % 7 != 0)) ::_exit(2);  // "unknown", said of somebody who exists
                } catch (std::exception const&) {
                    continue;
                }
            }
            ::_exit(replicas.current() ? 1 : 0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            EXPECT_EQ(WEXITSTATUS(status), 0);
        } else {
            EXPECT_FALSE(Replicas(directory.path()).current());
        }
        ASSERT_FALSE(damages(directory.path()).empty());
        // Anew, from the same bytes.
        for (auto const& damage : damages(directory.path())) fs::remove_all(damage.file);
        fs::create_directories(data.parent_path());
        std::ofstream(data, std::ios::binary) << sound;
        fs::remove(directory.path() / "current");
        fs::create_symlink(data.parent_path().filename(), directory.path() / "current");
    }
}

TEST_F(DamagedReplica, OnlyTheNewestAreKept) {
    for (int i = 0; i < 5; ++i) {
        Replicas replicas(directory.path());
        replicas.rebuild([](Replica&) { return ReplicaState{"id", 1}; });
        replicas.report_damage(replicas.current(), "number " + std::to_string(i));
    }
    auto const kept = damages(directory.path());
    EXPECT_THAT(kept, SizeIs(2));
    for (auto const& damage : kept) EXPECT_TRUE(fs::exists(damage.file));
}

TEST_F(DamagedReplica, AnotherLayoutIsNoDamage) {
    {
        Lmdb lmdb(data.parent_path(), {"meta"});
        Lmdb::Write write(lmdb);
        write.put(0, "layout", "0");
        write.commit();
    }
    EXPECT_FALSE(Replicas(directory.path()).current());
    EXPECT_TRUE(damages(directory.path()).empty());
}

TEST(DamagedCounters, BeginAnew) {
    TestDirectory directory;
    auto const place = directory.path() / "counters";
    auto const update = [](Counters& counters) {
        counters.apply(
            {.address = "anna@example.org", .bytes = 5, .messages = 1, .service = {}, .login = {}});
    };
    {
        Counters counters(place);
        update(counters);
    }
    EXPECT_TRUE(Counters(place).usage("anna@example.org"));
    std::string garbage(fs::file_size(place / "data.mdb"), '\x5a');
    std::ofstream(place / "data.mdb") << garbage;
    Counters anew(place);
    EXPECT_FALSE(anew.usage("anna@example.org"));
    update(anew);
    EXPECT_TRUE(anew.usage("anna@example.org"));
}

}  // namespace
}  // namespace mailapp::directory

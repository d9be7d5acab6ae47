#include "db/testing/databases.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/random.hpp"
#include "db/driver.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace mailapp::db::testing {
namespace {

constexpr char const* bin = "/usr/lib/postgresql/15/bin/";

std::string temporary_directory(std::string const& prefix) {
    auto pattern = (fs::temp_directory_path() / (prefix + "XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
    return pattern;
}

void must_run(std::vector<std::string> arguments) {
    // PostgreSQL refuses to run as root.
    if (::geteuid() == 0) {
        arguments.insert(arguments.begin(),
                         {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"});
    }
    ProcessOptions options;
    options.deadline = std::chrono::seconds(60);
    auto const done = run_process(arguments, options);
    if (!done) throw std::runtime_error(done.error().detail);
    if (done->status != 0) throw std::runtime_error(done->output);
}

/// A private cluster on a Unix socket, ended with the test program.
class Cluster {
public:
    Cluster() : directory_(temporary_directory("mailapp-pg-")) {
        if (::geteuid() == 0) {
            auto const ids = ids_of_user("postgres");
            if (::chown(directory_.c_str(), ids.uid, ids.gid) != 0) throw std::runtime_error("chown failed");
        }
        must_run({std::string(bin) + "initdb", "-D", directory_ + "/data", "-U", "mailapp", "--auth=trust",
                  "--no-sync", "--encoding=UTF8", "--locale=C"});
        must_run({std::string(bin) + "pg_ctl", "-D", directory_ + "/data", "-w", "-s", "-l",
                  directory_ + "/log", "-o",
                  "-c listen_addresses='' -c unix_socket_directories='" + directory_ +
                      "' -c fsync=off -c max_connections=60",
                  "start"});
    }
    ~Cluster() {
        try {
            must_run({std::string(bin) + "pg_ctl", "-D", directory_ + "/data", "-w", "-s", "-m", "immediate",
                      "stop"});
            fs::remove_all(directory_);
        } catch (std::exception const& problem) {
            std::fprintf(stderr, "the test cluster was not cleaned up: %s\n", problem.what());
        }
    }
    Cluster(Cluster const&) = delete;
    Cluster& operator=(Cluster const&) = delete;

    std::string url(std::string const& name) const {
        return "postgresql:///" + name + "?host=" + directory_ + "&user=mailapp";
    }

    static Cluster& shared() {
        static Cluster cluster;
        return cluster;
    }

private:
    std::string directory_;
};

void must_migrate(std::string const& url) {
    Database database(url);
    auto const done = migrate(database);
    if (!done) throw std::runtime_error(done.error().detail);
}

/// A migrated database file that tests copy: to copy is much quicker than to migrate.
class MigratedFile {
public:
    MigratedFile() : directory_(temporary_directory("mailapp-db-")) { must_migrate("sqlite:" + path()); }
    ~MigratedFile() { fs::remove_all(directory_); }
    MigratedFile(MigratedFile const&) = delete;
    MigratedFile& operator=(MigratedFile const&) = delete;

    std::string path() const { return directory_ + "/migrated.db"; }

    static MigratedFile& shared() {
        static MigratedFile file;
        return file;
    }

private:
    std::string directory_;
};

void create_database(std::string const& name, std::string const& like) {
    connect_postgresql(Cluster::shared().url("postgres"))
        ->run_script("CREATE DATABASE " + name + " TEMPLATE " + like);
}

/// The name of a migrated database in the cluster, which is copied like the file.
std::string const& migrated_database() {
    static std::string const name = [] {
        create_database("migrated", "template1");
        must_migrate(Cluster::shared().url("migrated"));
        return std::string("migrated");
    }();
    return name;
}

}  // namespace

FreshDatabase::FreshDatabase(Engine engine, bool migrated) {
    if (engine == Engine::sqlite) {
        directory_ = temporary_directory("mailapp-db-");
        if (migrated) fs::copy_file(MigratedFile::shared().path(), directory_ + "/test.db");
        url_ = "sqlite:" + directory_ + "/test.db";
    } else {
        auto const name = "test_" + random_hex(6);
        create_database(name, migrated ? migrated_database() : "template1");
        url_ = Cluster::shared().url(name);
    }
    database_ = std::make_unique<Database>(url_);
}

FreshDatabase::~FreshDatabase() {
    database_.reset();
    if (!directory_.empty()) fs::remove_all(directory_);
}

std::string engine_name(Engine engine) {
    return engine == Engine::sqlite ? "Sqlite" : "PostgreSql";
}

}  // namespace mailapp::db::testing

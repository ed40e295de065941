<#
What the test files share; each dot-sources it in BeforeAll. The tests need two things of the build:

EXOPORT_NATIVE_PATH   the native library, or the folder that holds it
EXOPORT_COMMAND       the command, for its lab: the look-alike of Exchange Online on loopback

EXOPORT_MODULE_PATH   the folder of the module to test, instead of its sources: that of a package. Its own library is taken
                      then, unless EXOPORT_NATIVE_PATH names one. What looks at source files takes the sources.

EXOPORT_TEST_WINE     set where Windows is Wine, which loses resets: once it has waited for a socket that was
                      reset, reading gives an end

`cargo test --test interop pester` sets them. Without them, target/debug is taken.
#>

$repository = Split-Path -Path (Split-Path -Path $PSScriptRoot)
$suffix = if ([System.IO.Path]::DirectorySeparatorChar -eq '\') { '.exe' } else { '' }
if (-not $env:EXOPORT_NATIVE_PATH -and -not $env:EXOPORT_MODULE_PATH) { $env:EXOPORT_NATIVE_PATH = Join-Path $repository 'target/debug' }
if (-not $env:EXOPORT_COMMAND) { $env:EXOPORT_COMMAND = Join-Path $repository "target/debug/exoport$suffix" }

# The PowerShell that runs this: which one would be found by its name is not known.
$shellPath = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
# What has been fetched on this machine must not change the tests: the folder does not exist.
$env:EXOPORT_DATA_FOLDER = Join-Path ([System.IO.Path]::GetTempPath()) 'exoport-tests-no-data'

$sourceRoot = Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort'
$moduleRoot = if ($env:EXOPORT_MODULE_PATH) { (Resolve-Path -Path $env:EXOPORT_MODULE_PATH).ProviderPath } else { $sourceRoot }
$manifestPath = Join-Path $moduleRoot 'ExoPort.psd1'
Import-Module -Name $manifestPath -Force

function Start-TestLab {
    <# Starts `exoport lab`: an object with Process, DnsServer, RootCertificatePath, Cases by name, PolicyServer and Domains. #>
    $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo
    $start.FileName = $env:EXOPORT_COMMAND
    $start.Arguments = 'lab'
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) {
        $process.WaitForExit()
        throw "$($env:EXOPORT_COMMAND) lab ended with exit code $($process.ExitCode) and described nothing."
    }
    $description = $line | ConvertFrom-Json
    $rootFile = [System.IO.Path]::GetTempFileName()
    [System.IO.File]::WriteAllText($rootFile, $description.additional_roots)
    $cases = @{}
    foreach ($case in $description.cases) {
        if ($env:EXOPORT_TEST_WINE -and $case.outcome -eq 'reset') { $case.outcome = 'closed' }
        $cases[$case.name] = $case
    }
    [pscustomobject]@{
        Process             = $process
        DnsServer           = $description.dns_server
        RootCertificatePath = $rootFile
        Cases               = $cases
        PolicyServer        = $description.policy_server
        Domains             = @($description.domains)
    }
}

function Stop-TestLab {
    <# Ends the lab by closing its standard input. #>
    param($Lab)

    if (-not $Lab) { return }
    $Lab.Process.StandardInput.Close()
    if (-not $Lab.Process.WaitForExit(5000)) { $Lab.Process.Kill() }
    $Lab.Process.Dispose()
    Remove-Item -Path $Lab.RootCertificatePath
}

function Get-LabTarget {
    <# A lab's case as an object for the pipeline of Test-ExoPort; the tag is the name of the case. #>
    param($Lab, [string] $Name, [string] $Tag = $Name)

    $case = $Lab.Cases[$Name]
    if (-not $case) { throw "The lab has no case $Name." }
    [pscustomobject]@{
        ComputerName = $case.host
        # A case of the DNS has none: its name is to be asked for.
        Address      = if ($case.PSObject.Properties['address']) { $case.address } else { $null }
        Port         = $case.port
        Service      = $case.service
        Tls          = $case.tls
        Tag          = $Tag
    }
}

function New-TestRunspace {
    <# A runspace with the module loaded, to be stopped from outside: what Ctrl+C does to a console. #>
    param([switch] $WithoutCleanBlock)

    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $null = $shell.AddScript({
            param($manifest, $withoutCleanBlock, $file)
            Import-Module -Name $manifest
            if ($withoutCleanBlock) {
                # As on a PowerShell before 7.3: the function from its file, and the disposal event instead.
                $module = Get-Module -Name ExoPort
                $function = & $module {
                    param($file)
                    $script:HasCleanBlock = $false
                    . $file
                    ${function:Test-ExoPort}
                } $file
                Set-Item -Path function:Test-ExoPort -Value $function
            }
        }.ToString()).AddArgument($manifestPath).AddArgument($WithoutCleanBlock.IsPresent).AddArgument((Join-Path $sourceRoot 'Public/Test-ExoPort.ps1')).Invoke()
    if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    $shell.Dispose()
    $runspace
}

function Start-TestCommand {
    <#
    Starts a script with a cmdlet that goes on until it is stopped, in another runspace, and waits until the cmdlet says in
    its information stream that it has begun: an object with Shell, Runspace, Result and Output.
    #>
    param([string] $Cmdlet, [string] $Script, [object[]] $ArgumentList, [switch] $WithoutCleanBlock)

    $runspace = New-TestRunspace
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    if ($WithoutCleanBlock) {
        # As on a PowerShell before 7.3: the function from its file, and the disposal event instead.
        $file = (Join-Path $sourceRoot "Public/$Cmdlet.ps1").Replace("'", "''")
        $Script = "& (Get-Module -Name ExoPort) { `$script:HasCleanBlock = `$false; . '$file'; $Script } @args"
    }
    $null = $shell.AddScript($Script)
    foreach ($argument in $ArgumentList) { $null = $shell.AddArgument($argument) }
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $result = $shell.BeginInvoke($nothing, $output)
    $begun = Wait-TestCondition { $shell.Streams.Information.Count -gt 0 -or $result.IsCompleted }
    if (-not $begun -or $shell.Streams.Information.Count -eq 0) { throw "$Cmdlet did not begin: $($shell.Streams.Error)" }
    [pscustomobject]@{ Shell = $shell; Runspace = $runspace; Result = $result; Output = $output }
}

function Stop-TestCommand {
    param($Command)

    $Command.Shell.Stop()
    $Command.Shell.Dispose()
    $Command.Runspace.Dispose()
}

function Wait-TestCondition {
    <# Waits until a condition holds, for tests about something that another process does. $false after the limit. #>
    param([scriptblock] $Condition, [int] $Seconds = 20)

    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        if (& $Condition) { return $true }
        [System.Threading.Thread]::Sleep(5)
    }
    $false
}

function New-SilentServer {
    <#
    A server that takes connections and says nothing, so that a probe stays in its greeting: Port, and the
    connections it has taken. It sees when the other side closes.
    #>
    $listener = New-Object -TypeName System.Net.Sockets.TcpListener -ArgumentList ([System.Net.IPAddress]::Loopback), 0
    $listener.Start()
    [pscustomobject]@{ Listener = $listener; Port = $listener.LocalEndpoint.Port; Clients = @() }
}

function Wait-SilentServerClient {
    <# Waits until a probe has connected; $false when none comes. #>
    param($Server)

    if (-not (Wait-TestCondition { $Server.Listener.Pending() })) { return $false }
    $Server.Clients += $Server.Listener.AcceptTcpClient()
    $true
}

function Wait-SilentServerClosed {
    <# Waits until every probe that connected has closed its connection; $false when one stays. #>
    param($Server)

    foreach ($client in $Server.Clients) {
        $client.Client.ReceiveTimeout = 10000
        $buffer = New-Object -TypeName byte[] -ArgumentList 64
        try {
            # 0 bytes: closed. A reset counts too. A timeout does not.
            while ($client.Client.Receive($buffer) -gt 0) { }
        }
        catch [System.Net.Sockets.SocketException] {
            if ($_.Exception.SocketErrorCode -eq [System.Net.Sockets.SocketError]::TimedOut) { return $false }
        }
    }
    $true
}

function Stop-SilentServer {
    param($Server)

    foreach ($client in $Server.Clients) { $client.Close() }
    $Server.Listener.Stop()
}

function New-ExoPortTaskXml {
    <#
    A task's definition: version 1.2 of the Task Scheduler schema ([MS-TSCH] 2.5), which Windows 7 and Windows Server 2008 R2
    and later read. The elements of a trigger have the order of the schema; that of the others is free.
    #>
    param(
        [string] $TaskName,
        [hashtable] $Account,
        [string] $Command,
        [string] $ArgumentText,
        [int] $IntervalMinutes,
        [System.TimeSpan] $TimeLimit,
        [System.DateTime] $Start
    )

    $namespace = 'http://schemas.microsoft.com/windows/2004/02/mit/task'
    # Not all machines that register it at the same time are to probe at the same time.
    $delay = [System.TimeSpan]::FromSeconds([System.Math]::Min($IntervalMinutes * 12, 300))
    $sections = [ordered]@{
        RegistrationInfo = [ordered]@{
            Author      = 'ExoPort'
            Description = 'Checks the paths to Exchange Online and reports what has changed. Last run result: 0 all pass or warn, 1 at least one fail or unknown, 2 usage error, 3 fault, 4 another watch is using the state.'
            URI         = "\ExoPort\$TaskName"
        }
        Triggers         = [ordered]@{
            TimeTrigger = [ordered]@{
                Enabled       = 'true'
                StartBoundary = $Start.ToString("yyyy-MM-dd'T'HH:mm:ss", [System.Globalization.CultureInfo]::InvariantCulture)
                # Without a Duration, for ever.
                Repetition    = [ordered]@{ Interval = [System.Xml.XmlConvert]::ToString([System.TimeSpan]::FromMinutes($IntervalMinutes)) }
                RandomDelay   = [System.Xml.XmlConvert]::ToString($delay)
            }
        }
        Principals       = [ordered]@{
            Principal = [ordered]@{ UserId = $Account.UserId; LogonType = $Account.LogonType; RunLevel = 'LeastPrivilege' }
        }
        Settings         = [ordered]@{
            MultipleInstancesPolicy    = 'IgnoreNew'
            DisallowStartIfOnBatteries = 'false'
            StopIfGoingOnBatteries     = 'false'
            AllowHardTerminate         = 'true'
            StartWhenAvailable         = 'true'
            # No network is a failure to tell of, not a reason to keep silent.
            RunOnlyIfNetworkAvailable  = 'false'
            AllowStartOnDemand         = 'true'
            Enabled                    = 'true'
            Hidden                     = 'false'
            RunOnlyIfIdle              = 'false'
            WakeToRun                  = 'false'
            ExecutionTimeLimit         = [System.Xml.XmlConvert]::ToString($TimeLimit)
            Priority                   = '7'
        }
        Actions          = [ordered]@{
            Exec = [ordered]@{ Command = $Command; Arguments = $ArgumentText }
        }
    }
    # A text writer of .NET is UTF-16, and the declaration says so: what Register-ScheduledTask and schtasks want.
    $text = [System.IO.StringWriter]::new([System.Globalization.CultureInfo]::InvariantCulture)
    $settings = [System.Xml.XmlWriterSettings]::new()
    $settings.Indent = $true
    $writer = [System.Xml.XmlWriter]::Create($text, $settings)
    try {
        $writer.WriteStartDocument()
        $writer.WriteStartElement('Task', $namespace)
        $writer.WriteAttributeString('version', '1.2')
        foreach ($name in $sections.Keys) {
            Write-ExoPortTaskElement -Writer $writer -Namespace $namespace -Name $name -Content $sections[$name]
        }
        $writer.WriteEndElement()
    }
    finally { $writer.Dispose() }
    $text.ToString()
}

function Test-ExoPortScheduledTasks {
    <# Whether the cmdlets of the ScheduledTasks module are there: from Windows 8 and Windows Server 2012 on. #>
    [bool] (Get-Command -Name 'Register-ScheduledTask' -ErrorAction Ignore)
}
